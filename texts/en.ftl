### What Kring says in English. A message is named after its outcome; its variables are the fields.
### Neither language is a translation of the other. House style: tests/texts/test_texts.py.

## Arriving, and the house itself

Welcome =
    Hello, I am Kring. I help this house decide together.
    With `!propose …` you bring in an idea. Everyone is asked, and every objection counts.
    `!help` shows what else there is. Dutch is fine too: `!language nl`.
    I keep what you say to me: commands and answers. What you say to each other, I do not keep.
    How do you want to organise things here?

MovedHere = We go on here. Proposals, answers and agreements came along.

CannotRead =
    I cannot read what { $member } wrote. It is encrypted, and the key has not reached me.
    { $member }, could you send it once more?

CannotReadYou = I cannot read what you wrote. It is encrypted, and the key has not reached me. Could you send it once more?

TimeStoodStill =
    I can speak here again. Since { $since } I could not, so I waited.
    { $was_out ->
        [yes] What you said to me meanwhile did not reach me. Could you say it again?
       *[no] What you said to me meanwhile counts.
    }
    { $lines_count ->
        [0] Nothing is open now.
       *[other] Everyone gets that time back:
            { $lines }
    }

PollMended = The poll on **{ $proposal }** was ended early. You can answer until { $closes_at }, and what you said counts. Here is a new poll.

PollLeftEnded =
    The poll on **{ $proposal }** was ended again, so I leave it. You can answer until { $closes_at }, and what you said counts.
    React to the card, or write one of these: `!consent { $proposal }`, `!concern { $proposal } …`, `!object { $proposal } …` or `!aside { $proposal }`.

PrivateWelcome =
    Hello. Here you can ask me things in private.
    `!proposals` shows what is open, `!help` shows the rest.
    Your answers to a proposal count for the house, and the house can see them.

PrivateStranger =
    Hello. We are not in a house together yet. I work in the group chat of a house.
    Do you live in one? Ask your housemates to invite me there.

PrivateOfTwoHouses =
    You are in more than one house with me, so I cannot tell which you mean.
    Could you write this in the room of that house?

ProfessionalNamed =
    { $member } is here as a professional. The residents decide; a professional thinks along.
    Questions about that? Ask { $member }.

DoneInTheRoom = Done. It is in the room of the house now, where everyone can read it.

LanguageSet =
    From now on I speak English here. Commands in Dutch still work.
    Back to Dutch? `!language nl`

# Only what works now has words of its own.
SettingLine = { $setting ->
        [talk_hours] Hours to talk before a round: { $value }
        [round_hours] Hours a round lasts: { $value }
        [quick_hours] Hours a quick round lasts: { $value }
        [grace_hours] Hours to speak up after an agreement: { $value }
        [quorum] Share of the residents to be heard: { $value }
        [min_heard] People to be heard, at least: { $value }
        [review_months] Months until we look again: { $value }
        [quiet_hours] Quiet hours, when I wait: { $value ->
            [off] none
           *[other] { $value }
        }
        [timezone] Time zone: { $value }
        [language] Language: { $value ->
            [en] English
            [nl] Dutch
           *[other] { $value }
        }
       *[other] { $setting }: { $value }
    }

SettingsShown =
    This is how rounds work in this house:
    { $lines }
    Does it still suit you all? The language changes with `!language nl`.

## Help

HelpLine = { $usage }: { $purpose }

HelpShown =
    You can write this here:
    { $lines }
    More? `!help all` shows every command.

HelpAllShown =
    These are all commands:
    { $lines }
    Which one do you want to know more about? Try `!help round`.

HelpOne =
    { $usage }: { $purpose }.
    In Dutch it is `!{ $other }`; both words work.

UnknownCommand = I do not know the word “{ $word }”. `!help` shows the words I know.

DidYouMean =
    I do not know the word “{ $word }”. Did you mean { $command }?
    Then send your message again with that word.

EditNotRead =
    I only read a message once, so I missed your change.
    Could you send it as a new message? Use { $command }.

Crashed =
    Sorry, something went wrong on my side. Nothing of it was kept. Could you try again?
    If it happens again, pass this on to whoever looks after me: **{ $reference }**

## What was typed, and who may do it

TextMissing = Something is missing. Write it like this: { $usage }

TextTooLong =
    Your text has { $length } characters, and { $limit } fit. What matters most in it?
    The rest can go into a reply to the card.

NumberMissing =
    Which one do you mean? Write it like this, or reply to its card: { $usage }
    `!proposals` shows the numbers.

NumberMalformed =
    I cannot read “{ $typed }” as a number. Write it like this: { $usage }
    `!proposals` shows the numbers.

NumberUnknown =
    There is no “{ $number }” in this house.
    `!proposals` shows what is open, `!agreements` shows what is agreed.

DurationUnclear =
    How long is “{ $typed }”? I cannot read it.
    Write it like this: `!round P1 2 days`. Hours are fine too.

DurationOutOfRange =
    A round lasts at least { $shortest } and at most { $longest }.
    How long would you like? `!round { $proposal } { $shortest }`

LanguageUnknown =
    I do not speak “{ $typed }”. I speak English and Dutch.
    `!language en` or `!language nl`?

TooManyWords = I cannot place all these words. Write it like this: { $usage }

MemberUnknown =
    I cannot tell who “{ $typed }” is. Write the name as it stands in the room.
    For example: `!resolved P1 @name`

ResidentsOnly =
    This command is for the people who live here.
    Do you have an idea? Tell a resident, who can bring it in.

ProposersOnly = **{ $proposal }** is from { $author }, so this is up to { $author }.
    What would you like to see? Say it in a reply to the card.

NotOnTheRoll =
    A round asks the residents who live here when it begins.
    For **{ $proposal }** you are not one of them. What do you see? Tell us in a reply to the card.

NoObjectionStands =
    I see no open objection to **{ $proposal }** that this would end.
    `!show { $proposal }` tells how things stand.

## Answering

StillTalking =
    We are still talking about **{ $proposal }**. The round opens { $opens_at }.
    Know your answer already? React on the card: 👍 🤔 ✋ or 🤷. It counts when the round opens.

RoundIsOpen =
    The round on **{ $proposal }** is open already, until { $closes_at }.
    What do you say? Tap the poll, or write `!consent { $proposal }`.

RoundIsOver = { $state ->
        [adopted] **{ $proposal }** has been agreed since { $since }. Is there something new? Bring it in: `!propose …`
        [withdrawn] **{ $proposal }** was taken back, { $since }. Do you want to go on with it? `!propose …`
        [lapsed] **{ $proposal }** stopped { $since }: too few were heard. It can be proposed again: `!propose …`
       *[other] **{ $proposal }** is closed, since { $since }. Is there something new? `!propose …`
    }

RoundIsClosed =
    The round on **{ $proposal }** is over, and an objection is open. What could help? Reply to the card.
    { $author } can start a new round with a new text: `!amend { $proposal } …`

HeardAlready =
    You were heard on **{ $proposal }**, thank you. Now it is the turn of those not heard yet.
    Do you see harm in it? `!object { $proposal } …` works until { $until }.

NothingToTakeBack =
    You have no answer to **{ $proposal }** to take back.
    Would you like to give one? Tap the poll, or write `!consent { $proposal }`.

ReasonNeeded =
    { $member }, your objection to **{ $proposal }** needs a few words this time.
    What could go wrong, and for whom? `!object { $proposal } …`

SameText = **{ $proposal }** has this text already. What would you like to change?
    `!amend { $proposal } …`

StanceNoted = { $stance ->
        [consent] 👍 Your consent to **{ $proposal }** is noted.
        [concern] 🤔 Your concern goes along with **{ $proposal }**.
        [objection] ✋ Your objection to **{ $proposal }** is heard. Thank you.
       *[aside] 🤷 You are heard on **{ $proposal }**. The others decide.
    }

StanceWiped =
    Your answer to **{ $proposal }** is taken back.
    Want to answer again? Tap the poll, or write `!consent { $proposal }`.

ReasonNoted = Thank you. It goes with the objection to **{ $proposal }**, in your own words.

RoundLine =
    The round on **{ $proposal }** is open until { $closes_at }. Tap the poll, or write:
    👍 `!consent { $proposal }`
    🤔 `!concern { $proposal } …`
    ✋ `!object { $proposal } …`
    🤷 `!aside { $proposal }`

## Objections

AskedAgain =
    The objection to **{ $proposal }** has ended, but too few were heard. So everyone is asked once more.
    The new round is open until { $closes_at }. Tap the poll, or write `!consent { $proposal }`.

ReasonQuestion =
    Thanks for speaking up on **{ $proposal }**, { $member }. What could go wrong, and for whom?
    One sentence is enough. Reply here, or send a voice message.
    We wait for you until { $until }.

ReasonDidNotCome =
    { $member }, I do not know yet what could go wrong with **{ $proposal }**.
    So your objection goes along as a concern. Is it still an objection for you?
    One sentence brings it back: `!object { $proposal } …`

ObjectorAsked =
    { $member }, { $author } thinks that your objection to **{ $proposal }** is met. What do you think?
    If it is met, write `!resolved { $proposal }`. If not, it stays. Then tell { $author } what is missing.

ObjectorWasAsked =
    I ask { $member } whether the objection to **{ $proposal }** is met.
    Only { $member } can say so.

VoiceLine = { $words ->
        [voice] { $member }: said by voice
        [none] { $member }: 🤔
       *[written] { $is_own ->
                [yes] { $member }: “{ $reason }”
               *[no] { $member }, said by { $by }: “{ $reason }”
            }
    }

ObjectionIsOpen = { $objections_count ->
        [one] There is an objection to **{ $proposal }**. It is a gift: it shows what could go wrong.
       *[other] There are { $objections_count } objections to **{ $proposal }**. They are gifts: they show what could go wrong.
    }
    { $objections }
    How could the text change, so that it works for everyone? Think along.
    { $author }, you can write a new text: `!amend { $proposal } …`
    Is it your objection, and is it met? Then write `!resolved { $proposal }`.

ReopenedByObjection = { $objections_count ->
        [one] There is an objection to **{ $proposal }**, so **{ $agreement }** does not begin. It is a gift: we see it in time.
       *[other] There are { $objections_count } objections to **{ $proposal }**, so **{ $agreement }** does not begin. They are gifts: we see them in time.
    }
    { $objections }
    How could the text change, so that it works for everyone? Think along.
    { $author }, you can write a new text: `!amend { $proposal } …`
    Is it your objection, and is it met? Then write `!resolved { $proposal }`.

## How it ended

Agreed = **{ $proposal }** is agreed: **{ $agreement }**. Everyone was heard: { $heard } of { $heard }.
    { $concerns_count ->
        [0] We look at it again on { $review }.
        [one] This concern goes along:
            { $concerns }
            We look at it again on { $review }.
       *[other] These concerns go along:
            { $concerns }
            We look at it again on { $review }.
    }

AgreedSettling = **{ $proposal }** is agreed: **{ $agreement }**. Heard: { $heard } of { $asked }.
    { $concerns_count ->
        [0] Without an objection it holds from { $until } on. We look at it again on { $review }.
        [one] This concern goes along:
            { $concerns }
            Without an objection it holds from { $until } on. We look at it again on { $review }.
       *[other] These concerns go along:
            { $concerns }
            Without an objection it holds from { $until } on. We look at it again on { $review }.
    }
    { $is_everyone_heard ->
        [yes] Do you see harm after all? `!object { $proposal } …`
       *[no] Not heard yet? Tap the poll. Do you see harm? `!object { $proposal } …`
    }

TooFewHeard =
    Too few were heard on **{ $proposal }**: { $heard } of the { $needed } we need. So it stops here; that is not a no.
    What would make it easier to answer? It can be proposed again: `!propose …`

TakenBack =
    { $member } takes **{ $proposal }** back. Thanks for bringing it up.
    Does somebody want to go on with it? `!propose …`

## The card and the poll

Card = **{ $proposal }** “{ $text }”
    { $version ->
        [1] From { $author }.
       *[other] From { $author }. Version { $version }.
    }
    { $status }

CardReplaced = **{ $proposal }** “{ $text }”
    This was version { $version }. Version { $latest } has a card of its own, further on.

CardStatus = { $state ->
        [talking] Questions? Reply here. The round starts { $until }, or sooner when the proposer writes `!round { $proposal }`.
            Know your answer? React here; it counts when the round starts: 👍 consent 🤔 concern ✋ objection 🤷 aside
        [consent] { $extended ->
                [yes] Not enough are heard yet, so the round goes on until { $until }. Heard: { $heard } of { $asked }.
               *[no] The round is open until { $until }. Heard: { $heard } of { $asked }.
            }
            👍 consent { $consent } · 🤔 concern { $concern } · ✋ objection { $objection } · 🤷 aside { $aside }
            Tap the poll, react here with a sign, or write `!consent { $proposal }`. Only residents who are asked count.
        [integrating] { $objection ->
                [one] ✋ An objection is open. How could the text change? Reply here.
               *[other] ✋ { $objection } objections are open. How could the text change? Reply here.
            }
            A new text from the proposer starts a new round: `!amend { $proposal } …`
        [adopted] { $agreement_state ->
                [settling] Agreed: **{ $agreement }**. Heard: { $heard } of { $asked }.
                    { $is_everyone_heard ->
                        [yes] Without an objection it holds from { $until } on.
                       *[no] Not heard yet? You can still answer until { $until }. Tap the poll, or react here: 👍 🤔 ✋ 🤷
                    }
                [ended] **{ $agreement }** was agreed, and does not hold any more.
               *[in_force] Agreed: **{ $agreement }**. It holds. Heard: { $heard } of { $asked }.
            }
        [withdrawn] The proposer took it back.
       *[lapsed] Too few were heard: { $heard } of { $asked }. That is not a no.
            It can be proposed again: `!propose …`
    }

# A poll is plain text: no bold, no commands.
PollQuestion =
    { $proposal }: “{ $text }”
    Can you live with this?

PollAnswer = { $stance ->
        [consent] 👍 Consent: no objection
        [concern] 🤔 Concern: my worry goes along
        [objection] ✋ Objection: this could do harm
       *[aside] 🤷 Aside: decide without me
    }

PollClosed = The poll on { $proposal } has ended. The card tells how it stands.

## Lists and histories

ProposalLine = **{ $proposal }** “{ $text }”
    { $state ->
        [talking] Still talking. The round starts { $until }.
        [consent] Round open until { $until }. Heard: { $heard } of { $asked }.
        [integrating] An objection is open. How could the text change?
        [adopted] Agreed. Not heard yet? You can answer until { $until }.
        [withdrawn] Taken back by the proposer.
       *[lapsed] Too few were heard.
    }

ProposalsShown = { $count ->
        [0] Nothing is open now. Do you have an idea? `!propose …`
        [one] One proposal is open:
            { $lines }
            Want to know more? Write `!show` with the number.
       *[other] { $count } proposals are open:
            { $lines }
            Want to know more? Write `!show` with a number.
    }

AgreementLine = **{ $agreement }** “{ $text }”
    { $state ->
        [settling] Just agreed; answers can still come. We look at it again on { $review }.
        [ended] This does not hold any more.
       *[in_force] We look at it again on { $review }.
    }

AgreementsShown = { $count ->
        [0] I found no agreements. What would you like to agree on? `!propose …`
        [one] There is one agreement:
            { $lines }
            Want to know more? Write `!show` with the number.
       *[other] There are { $count } agreements:
            { $lines }
            Want to know more? Write `!show` with a number.
    }

HistoryProposed = { $version ->
        [1] { $member } proposed: “{ $text }” ({ $at })
       *[other] { $member } wrote version { $version }: “{ $text }” ({ $at })
    }

HistoryRound = { $asked ->
        [one] A round for one resident, from { $at } until { $closes_at }
       *[other] A round for { $asked } residents, from { $at } until { $closes_at }
    }

HistoryExtended = Too few heard: the round went on until { $closes_at } ({ $at })

HistoryStance = { $stance ->
        [consent] 👍 { $member }: consent
        [concern] 🤔 { $member }: concern
        [objection] ✋ { $member }: objection
       *[aside] 🤷 { $member }: aside
    }{ $words ->
        [written] {" "}“{ $reason }”
        [voice] , said by voice
       *[none] {""}
    } { $counts ->
        [yes] ({ $at })
       *[no] ({ $at }; this one no longer counts)
    }

HistoryObjection = { $state ->
        [pending] The objection of { $member } waits for its reason
        [open] The objection of { $member } is open
        [resolved] The objection of { $member } has ended
       *[concern] The objection of { $member } goes along as a concern
    }{ $words ->
        [written] : “{ $reason }”
        [voice] , said by voice
       *[none] {""}
    }

HistoryMoved = { $state ->
        [talking] The talking began
        [consent] The round opened
        [integrating] An objection stood: how could the text change?
        [adopted] It was agreed
        [withdrawn] The proposer took it back
       *[lapsed] Too few were heard
    } ({ $at })

HistoryAgreement = { $state ->
        [settling] **{ $agreement }** was agreed; answers could still come
        [in_force] **{ $agreement }** holds from here on
       *[ended] **{ $agreement }** ended
    } ({ $at })

ProposalShown =
    { $card }

    How it went:
    { $lines }

## What each command does for me

purpose-help = see what you can write here
purpose-propose = bring your idea to the whole house
purpose-quick = bring an idea and ask everyone at once
purpose-proposals = see what is open now
purpose-show = read all of one proposal or agreement
purpose-round = start the round on your own proposal
purpose-consent = say that you have no objection
purpose-concern = share a worry; the proposal can go on
purpose-object = say what could go wrong, and for whom
purpose-aside = be heard, and let the others decide
purpose-unvote = take back your answer
purpose-resolved = your objection is met; it stays as a concern
purpose-amend = give your proposal a new text
purpose-withdraw = take back your own proposal
purpose-agreements = see or search what you have agreed together
purpose-language = choose the language I speak here
purpose-settings = see how rounds work in this house

## Parts of a usage line

arg-text = text
arg-proposal = P1
arg-proposal-or-agreement = P1 or A1
arg-reason = reason
arg-words = words
arg-duration = 2 days
arg-language = en or nl
arg-objector = @name
arg-command = command

## Times

today-at = today at { $time }
tomorrow-at = tomorrow at { $time }
day-at = { $day } at { $time }
duration-minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
duration-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
duration-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
