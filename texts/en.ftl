### What Kring says in English. A message is named after its outcome; its variables are the fields.
### Neither language is a translation of the other. House style: tests/texts/test_tone.py.

## Arriving, and the house itself

Welcome =
    Hello, I am Kring. I help this house decide together.
    With `!propose …` you bring in an idea. Everyone is asked, and every objection counts.
    `!help` shows what else there is. Dutch is fine too: `!language nl`.
    I keep what you say to me: commands and answers. What you say to each other, I do not keep.
    How do you want to organise things here?

# The three questions after it. Who reads the first one may know only one of the two languages.
StartQuestion = { $matter ->
        [language] Which language shall I speak here? In welke taal zal ik praten?
        [chair] The chair leads when you meet. How often shall it be somebody else's turn?
       *[professional] Who of you works here as a professional? Residents decide together. Professionals are not asked in rounds. Is there one more? `!change professional @name`
    }

StartChoice = { $choice ->
        [en] English
        [nl] Nederlands
        [every-week] Every week
        [every-2-weeks] Every 2 weeks
        [every-4-weeks] Every 4 weeks
        [no-chair] No chair for now
        [nobody] Nobody
       *[skip] { $matter ->
                [language] Skip / Overslaan
               *[other] Skip
            }
    }

StartTyped = { $matter ->
        [language] You can also write `!language en` or `!language nl`.
        [chair] You can also write `!change role chair every 2 weeks` or `!change end role chair`.
       *[professional] You can also write `!change professional @name`.
    }

StartClosed = This question is over. What you set up is in `!settings` and `!roles`.

MovedHere = We go on here. Proposals, answers and agreements came along.
KringChanged = From now on I am the Kring of this house. I know all it decided, and go on from there.
AnotherIsHere = { $account } is the Kring of this house, so I leave again. Would you rather have me? First put { $account } out of the room, then ask me in.
AnotherComesAlong = { $account } is the Kring of this house, so I leave again. Ask { $account } into this room: it brings along what the house decided.

CannotRead =
    I cannot read what { $member } wrote. It is encrypted, and the key has not reached me.
    { $member }, could you send it once more?

CannotReadYou = I cannot read what you wrote. It is encrypted, and the key has not reached me. Could you send it once more?

CameLate = Sorry, I was away for a while (since { $since }). So this comes later than it should.

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

OfHouse = **{ $house }:**

HouseLine = **{ $number }** { $house }

HouseBornLine = **{ $number }** { $house } (with me since { $born_at })

WhichHouse = { $is_urgent ->
        [yes] **112** is the number when somebody is in danger. Call it first.
            {""}
       *[no] {""}
    }Which house is this for?
    { $houses }
    Send its number or its name. I keep to it until you write nothing for an hour.

HouseUnclear =
    None of your houses is called “{ $typed }”. Which one do you mean?
    { $houses }
    Send its number or its name.

HouseChosen =
    Good, what you write here is for this house now.
    Is something for another house of yours? Send its name.

OfAHouseTheyLeft =
    That message is from a house that you are not in any more.
    Is this for the house where you are now? Send it again, but not as a reply.

ProfessionalNamed =
    { $member } is here as a professional. The residents decide; a professional thinks along.
    Questions about that? Ask { $member }.

DoneInTheRoom = Done. It is in the room of the house now, where everyone can read it.

LanguageSet =
    From now on I speak English here. Commands in Dutch still work.
    Back to Dutch? `!language nl`

# Without a full stop: it stands in other sentences too, and with a range in the place of the value.
SettingLine = { $setting ->
        [talk_hours] First we talk about a proposal for { $value }
        [round_hours] A round lasts { $value }
        [quick_hours] A quick round lasts { $value }
        [grace_hours] After a round, those not heard can still answer for { $value }
        [quorum] A round needs answers from { $value }
        [min_heard] A round needs answers from at least { $value }
        [integrate_days] After an objection we look for a new text for { $value }
        [max_open_rounds] We hold at most { $value } at the same time
        [review_months] We look at an agreement again after { $value }
        [publish_days] You hear of a turn { $value } before it starts
        [term_limit] Somebody can have a role for at most { $value } in a row
        [newcomer_days] A newcomer can get a first turn after { $value }
        [flag_private_hours] Roles with the same few: a word to them, a question to all after { $value }
        [nudge_time] The weekly note for professionals comes on { $value }
        [question] A question for everyone, each week: { $value }
        [quiet_hours] Quiet hours, when I wait: { $value }
        [timezone] Our clock: { $value }
        [language] I speak { $value }
       *[other] { $setting }: { $value }
    }

SettingsShown =
    This is how it goes in this house. Behind each line is the command to change it:
    { $lines }
    Does it still suit you all? What else can change: `!help change`

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

PlainTalk =
    I only read short commands, so I cannot answer this.
    An idea for the house? Write `!propose`, and then your idea.
    A question for everyone? Ask it in the group.
    Rather talk to one person? `!who` shows who lives and works here.
    `!help` shows what I can do.

EditNotRead =
    I only read a message once, so I missed your change.
    Could you send it as a new message? Use { $command }.

FileNotSent =
    Sorry, I could not send the file. It does not get through.
    Could you tell whoever looks after me?

Crashed =
    Sorry, something went wrong on my side. Nothing of it was kept. Could you try again?
    If it happens again, pass this on to whoever looks after me: **{ $reference }**

## What was typed, and who may do it

TextMissing = Something is missing. For instance: { $usage }

TextTooLong =
    Your text has { $length } characters, and { $limit } fit. What matters most in it?
    The rest can go into a reply to the card.

NumberMissing =
    Which one do you mean? Write it like this, or reply to its card: { $usage }
    `!proposals` shows the numbers.

NumberMalformed =
    Which one do you mean by “{ $typed }”? Write it like this: { $usage }
    `!proposals` and `!agreements` show the numbers.

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
    `!who` shows all names.

ResidentsOnly =
    This command is for the people who live here.
    Would you like it done? Ask a resident, who can do it.

ResidentsDecide = { $is_professional ->
        [yes] The residents decide this, and you think along as a professional.
       *[no] The people who live here decide this, and you are here as a guest.
    } { $is_about_somebody ->
        [yes] Who could you talk with first?
       *[no] What do you see, or what would you like to ask? Say it in the group.
    }{ $can_be_paused ->
        [yes] {" "}Is more time needed? Once, seven days more: `!pause { $proposal } …`
       *[no] {""}
    }

ProposersOnly = **{ $proposal }** is from { $author }, so this is up to { $author }.
    What would you like to see? Say it in a reply to the card.

NotOnTheRoll =
    A round asks the residents who live here when it begins.
    For **{ $proposal }** you are not one of them. What do you see? Tell us in a reply to the card.

NoObjectionStands =
    I see no open objection to **{ $proposal }** that this would end.
    `!show { $proposal }` tells how things stand.

## Who lives here

DateUnclear =
    Which day is “{ $typed }”? I cannot read it.
    Write it like this: `!away until friday`, or `!away until 24 december`.

AwayUntilThePast =
    I read { $day }. That is today, or past. Until when are you away?
    Write it like this: `!away until friday`. Without a day I note four weeks.

AwayTooLong =
    I read { $day }. The last day I can take is { $latest }.
    Not sure yet? Write `!away` without a day. Then I note four weeks.

AwayUntil =
    You are away until { $day }. New rounds and turns leave you out until then.
    Would you like to answer one after all? You can. Back sooner? `!back`

AwayForNow =
    Until when are you away? For now I note four weeks, until { $day }.
    Is it another day? `!away until friday` Back sooner? `!back`

BackAgain = { $was_away ->
        [yes] Welcome back. New rounds ask you again. `!proposals` shows what is open.
       *[no] You were not noted as away, so new rounds ask you anyway. `!proposals` shows what is open.
    }

GuestNow =
    You are here as a guest now, so rounds no longer ask you. Read along, and ask what you like.
    Was that a slip? Write `!guest` again within 48 hours.

ResidentAgain = You live here, so rounds ask you again. That goes for what was open too.

GuestAlready = You are here as a guest. Do you live here now? Ask a resident to bring it in: `!change resident …`

ProfessionalIsNoGuest =
    You are here as a professional, so rounds do not ask you anyway.
    Does that no longer fit? Talk about it with the residents.

MemberTold = { $act ->
        [add] { $member } lives here without an account, says { $by }. New rounds ask { $member } too.
            A resident can write here what { $member } says: `!for`
        [remove] { $member } does not live here any more, says { $by }. Rounds no longer ask { $member }.
       *[link] { $member } has an account here now, says { $by }. From now on { $member } answers with it.
    }
    Not so? React here with ✋ within 48 hours, and it is undone.

MemberUndone = { $act ->
        [add] { $by } says that it is not so: { $member } is off the list again.
        [remove] { $by } says that it is not so: { $member } is on the list again.
       *[link] { $by } says that it is not so: { $member } has no account here after all.
    }

NameTaken =
    Somebody called “{ $name }” is on the list already. Is this somebody else?
    Then put something after the name that tells them apart.

NameTooLong = The name has { $length } characters, and { $limit } fit. What do you call them at home?

NameImpossible = I cannot use “{ $name }” as a name. What do you call them at home?

MemberWordUnclear =
    I cannot tell from “{ $typed }” what to do. Write one of these, with a name:
    `!member add …`, `!member remove …` or `!member link … @account`

HasAnAccount =
    { $member } has an account here. Leaving the room takes them off the list at once.
    `!who` shows who has no account.

LinkNeedsAccount =
    Which account is it? It has to be in this room, and I did not find it.
    Write the name on the list first, then the account: `!member link … @account`

LinkTooLate =
    { $other } has already taken part in **{ $proposal }** with that account. Both would count for { $member } then.
    Could you try again when **{ $proposal }** is over?

NotALink = { $other } is here as a professional. Which account does { $member } have?

SayItInTheRoom = This is done where everyone can read it. Could you write { $command } in the room of the house?

NameOption = { $has_account ->
        [yes] { $write }
       *[no] { $member }, without an account
    }

SeveralMeant =
    Several people are called “{ $typed }”. Who do you mean? Write one of these:
    { $options }

SpeaksForThemselves =
    { $member } has an account here, and answers with it. `!for` is for people without one.
    Would you like to ask { $member }?

CannotBeSpoken = For somebody else you can give an answer, or say something about a turn. Write it like this: { $usage }

SpokenFor = { $stance ->
        [consent] { $by } says for { $member }: consent on **{ $proposal }**. Not so? ✋
        [concern] { $by } says for { $member }: a concern about **{ $proposal }**. Not so? ✋
        [objection] { $by } says for { $member }: an objection to **{ $proposal }**. Not so? ✋
       *[aside] { $by } says for { $member }: aside on **{ $proposal }**. Not so? ✋
    }

SpokenReview = { $answer ->
        [keep] { $has_text ->
            [yes] { $by } says for { $member }: keep **{ $agreement }**, “{ $text }”. Not so? ✋
           *[no] { $by } says for { $member }: keep **{ $agreement }**. Not so? ✋
        }
        [change] { $has_text ->
            [yes] { $by } says for { $member }: change **{ $agreement }** to these words. Not so? ✋
           *[no] { $by } says for { $member }: change **{ $agreement }**. Not so? ✋
                How should it be? `!for`
        }
       *[end] { $has_text ->
            [yes] { $by } says for { $member }: end **{ $agreement }**, “{ $text }”. Not so? ✋
           *[no] { $by } says for { $member }: end **{ $agreement }**. Not so? ✋
        }
    }

SpokenWiped = { $by } says for { $member }: no answer to **{ $proposal }** any more.

AboutThem = For { $member }: { $answer }

SpokenUndone = What was said for { $member } on **{ $proposal }** no longer counts. Who asks { $member }?

SpokenUndoneAskedAgain =
    What was said for { $member } on **{ $proposal }** no longer counts. Too few were heard without it.
    So everyone is asked once more, until { $closes_at }. Tap the poll, or write `!consent { $proposal }`.

RestQuestion =
    Hello { $member }. The last rounds ended without an answer from you, and that is fine.
    Would you rather not be asked for a while? Then you need not do anything.
    Would you like to be asked? Write me anything at all.

AskedFromNowOn = Good to hear from you. The next round asks you again. `!proposals` shows what is open.

WhoUntil = { $day }

WhoLine = { $member }{ $is_offline ->
        [yes] , without an account
       *[no] {""}
    }{ $is_away ->
        [yes] { $until_count ->
                [0] , away for now
               *[other] , away until { $until }
            }
       *[no] {""}
    }{ $card_count ->
        [0] {""}
       *[other] {""}
            { $card }
    }

WhoShown =
    Who is who in this house:
    { $residents_count ->
        [0] {""}
       *[other] **Residents**
            { $residents }
    }
    { $professionals_count ->
        [0] {""}
       *[other] **Professionals**
            { $professionals }
    }
    { $guests_count ->
        [0] {""}
       *[other] **Guests**
            { $guests }
    }
    Away for a while? `!away`

## Answering

StillTalking =
    We are still talking about **{ $proposal }**. The round opens { $opens_at }.
    Know your answer already? React on the card: 👍 🤔 ✋ or 🤷. It counts when the round opens.

RoundIsOpen =
    The round on **{ $proposal }** is open already, until { $closes_at }.
    What do you say? Tap the poll, or write `!consent { $proposal }`.

RoundIsOver = { $state ->
        [adopted] **{ $proposal }** has been agreed since { $since }. Is there something new? `!object { $agreement } …` opens a review.
        [withdrawn] **{ $proposal }** was taken back, { $since }. { $is_about_somebody ->
            [yes] What could help now?
           *[no] Do you want to go on with it? `!propose …`
        }
        [lapsed] **{ $proposal }** stopped { $since }. That is not a no. { $is_about_somebody ->
            [yes] What could help now?
           *[no] It can be proposed again: `!propose …`
        }
        [stalled] **{ $proposal }** has rested since { $since }: nothing came from the table. { $is_about_somebody ->
            [yes] What could help now?
           *[no] It can be proposed again: `!propose …`
        }
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

IsItACondition =
    Thanks. I did not note an answer yet, because of “{ $words }”.
    Fine as it is? `!consent { $proposal }`
    A worry that goes along? `!concern { $proposal } …`
    Could it do harm? `!object { $proposal } …`

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
    { $member }, { $author } thinks that your objection to **{ $proposal }** is resolved. What do you think?
    If it is, write `!resolved { $proposal }`. If not, it stays. Then tell { $author } what is missing.

ObjectorWasAsked =
    I ask { $member } whether the objection to **{ $proposal }** is resolved.
    Only { $member } can say so.

VoiceLine = { $words ->
        [voice] { $is_own ->
                [yes] { $member }: said by voice
               *[no] { $member }: said by voice, by { $by }
            }
        [none] { $is_own ->
                [yes] { $member }: 🤔
               *[no] { $member }, said by { $by }: 🤔
            }
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
    Is it your objection, and is it resolved? Then write `!resolved { $proposal }`.

ReopenedByObjection = { $objections_count ->
        [one] There is an objection to **{ $proposal }**, so **{ $agreement }** does not begin. It is a gift: we see it in time.
       *[other] There are { $objections_count } objections to **{ $proposal }**, so **{ $agreement }** does not begin. They are gifts: we see them in time.
    }
    { $objections }
    How could the text change, so that it works for everyone? Think along.
    { $author }, you can write a new text: `!amend { $proposal } …`
    Is it your objection, and is it resolved? Then write `!resolved { $proposal }`.

## While a round runs

NotHeardYet = { $unheard ->
        [one] One of you has not been heard on **{ $proposal }** yet. The round is open until { $closes_at }.
       *[other] { $unheard } of you have not been heard on **{ $proposal }** yet. The round is open until { $closes_at }.
    }
    Is it you? Tap the poll, or write:
    👍 `!consent { $proposal }` · 🤔 `!concern { $proposal } …` · ✋ `!object { $proposal } …` · 🤷 `!aside { $proposal }`

SomebodyCanSay = { $names_count ->
        [one] What does { $names } think of **{ $proposal }**? Somebody can ask, and say it here until { $closes_at }.
       *[other] What do they think of **{ $proposal }**? Somebody can ask them, and say it here until { $closes_at }:
            { $names }
    }
    Write for instance: `!for { $first } consent { $proposal }`

YourTurn =
    You can still say what you think of **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] , about { $about }
    }, until { $closes_at }: “{ $text }”
    Can you live with it? Reply with one word: consent, concern, objection or aside.

ManyAsides = { $aside ->
        [one] One of the { $heard } heard on **{ $proposal }** stands aside. So I ask once more.
       *[other] Of the { $heard } heard on **{ $proposal }**, { $aside } stand aside. So I ask once more.
    }
    What would make it yours too? Reply to the card.
    Everyone can still answer until { $until }. Without an objection it is agreed then.

RoundWaits = { $ahead ->
        [one] The talking about **{ $proposal }** is over. Another round comes first, so this one waits for its turn.
       *[other] The talking about **{ $proposal }** is over. { $ahead } others come first, so this one waits for its turn.
    }
    It opens by itself when a round ends. You need not do anything.

StillQueued = **{ $proposal }** waits for its turn: not too many rounds at once. It opens by itself when one ends.
    Know your answer already? React on the card: 👍 🤔 ✋ or 🤷.

## Who comes and goes

Greeted =
    Welcome, { $member }. This is open here:
    { $lines }
    When a text changes, you are asked too. Do you see harm in one of these? `!object P1 …`, with its number.

AskedNextTime =
    The round on **{ $proposal }** began before you came. When its text changes, you are asked too.
    Do you see harm in it? Then you can say so now: `!object { $proposal } …`

ObjectorLeft =
    { $member } does not live here any more. The objection to **{ $proposal }** stays open until { $until }:
    { $objections }
    Is it yours too? `!object { $proposal }` makes it yours. Else it goes along as a concern.

ProposerLeft =
    { $member } does not live here any more, and **{ $proposal }** is without a proposer.
    Who would like to go on with it? `!take { $proposal }`

TakenOver =
    { $member } goes on with **{ $proposal }**. Thank you.
    Would you like other words? `!amend { $proposal } …`

ProposerIsHere = **{ $proposal }** is from { $author }, who lives here. So there is nothing to take over.
    Would you like to help? Ask { $author }, or reply to the card.

IsAboutYou = **{ $proposal }** is about you. Somebody else can go on with it, or it ends by itself.
    What you think counts as before. See how it stands: `!show { $proposal }`

TakeItOverFirst =
    { $author } brought **{ $proposal }** in, and does not live here any more.
    Would you like to go on with it? `!take { $proposal }` makes it yours.

NobodyTookItOver = **{ $proposal }** stops here: its proposer left, and nobody went on with it. That is not a no.
    { $is_about_somebody ->
        [yes] What could help now? Talk with each other, not only here.
       *[no] Does somebody still want it? `!propose …`
    }

## At the table

ToTheTable = { $why ->
        [asked] { $member } would like to talk **{ $proposal }** over at the table.
        [time] No new text came for **{ $proposal }**. So it goes to the table.
       *[again] There is an objection to **{ $proposal }** for the third time. So it goes to the table.
    }{ $objections_count ->
        [0] {""}
       *[other] {""}
            { $objections }
    }
    A meal beats a meeting: who cooks, and when? Who objects begins.
    Afterwards, tell me what came of it. As it stands: `!outcome { $proposal } adopt`. In other words: `!outcome { $proposal } adopt …`

BackToTheTable =
    There is an objection to **{ $proposal }**, so **{ $agreement }** does not begin. It is a gift: we see it in time.
    { $objections }
    Would you talk it over at the table once more? Then tell me: `!outcome { $proposal } adopt`, or with other words after it.

NothingForTheTable =
    The table is for a proposal with an open objection. **{ $proposal }** has none now.
    `!show { $proposal }` tells how it stands.

TalkedOverAtTable = **{ $proposal }** is at the table: talk it over together. What came of it? `!outcome { $proposal } adopt`
    Do you see harm in it? `!object { $proposal } …` always works.

NotAtTable =
    An outcome is for what was talked over at the table, and **{ $proposal }** is not there.
    Is an objection open, and would talking help? `!table { $proposal }`

OutcomeUnclear = I cannot tell what “{ $typed }” means here. Write it like this: { $usage }

ConfirmQuestion =
    { $member }, { $by } tells me that the table agrees on **{ $proposal }**. Is your objection resolved?
    If it is, tap the poll, or write `!resolved { $proposal }`. If not, it stays, and nothing is agreed.

OutcomeWaits = { $waits ->
        [one] Thank you. One objection is still open, so I ask the one who made it. **{ $proposal }** waits for that.
       *[other] Thank you. { $waits } objections are still open, so I ask who made them. **{ $proposal }** waits for that.
    }

NothingFromTable =
    Nothing came back from the table about **{ $proposal }** for two weeks. So it rests; that is not a no.
    { $is_about_somebody ->
        [yes] What could help now? Talk with each other, not only here.
       *[no] Is it still needed? It can be proposed again: `!propose …`
    }

SaidAtTable = { $member } said so from the table.

## How it ended

NotAsked = { $count ->
        [one] One housemate is away or resting, and was not asked.
       *[other] { $count } housemates are away or resting, and were not asked.
    } Back again, and do you see harm? `!object { $agreement } …`

Agreed = **{ $proposal }** is agreed: **{ $agreement }**. Everyone was heard: { $heard } of { $heard }.{ $in_place_of_count ->
        [0] {""}
       *[other] {" "}{ $in_place_of }
    }{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }
    { $change_count ->
        [0] {""}
       *[other] { $change }
    }
    { $concerns_count ->
        [0] { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
        [one] This concern goes along:
            { $concerns }
            { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
       *[other] These concerns go along:
            { $concerns }
            { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
    }{ $is_trial ->
        [yes] {""}
            It is a trial: without an answer then, it ends.
       *[no] {""}
    }{ $not_asked_count ->
        [0] {""}
       *[other] {""}
            { $not_asked }
    }{ $standing ->
        [0] {""}
       *[other] {""}
            There are { $standing } agreements now. Which one can go?
    }

AgreedSettling = **{ $proposal }** is agreed: **{ $agreement }**. Heard: { $heard } of { $asked }.{ $in_place_of_count ->
        [0] {""}
       *[other] {" "}{ $in_place_of }
    }{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }
    { $concerns_count ->
        [0] Without an objection it holds from { $until } on. { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
        [one] This concern goes along:
            { $concerns }
            Without an objection it holds from { $until } on. { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
       *[other] These concerns go along:
            { $concerns }
            Without an objection it holds from { $until } on. { $ends_itself ->
                [yes] On { $review } it ends by itself.
               *[no] We look at it again on { $review }.
            }
    }{ $is_trial ->
        [yes] {""}
            It is a trial: without an answer then, it ends.
       *[no] {""}
    }
    { $is_everyone_heard ->
        [yes] Do you see harm after all? `!object { $proposal } …`
       *[no] Not heard yet? Tap the poll. Do you see harm? `!object { $proposal } …`
    }{ $not_asked_count ->
        [0] {""}
       *[other] {""}
            { $not_asked }
    }{ $standing ->
        [0] {""}
       *[other] {""}
            There are { $standing } agreements now. Which one can go?
    }

StillObjects = ✋ { $words ->
        [written] { $member } objected to the text before: “{ $reason }”
       *[voice] { $member } objected to the text before.
    } { $member }, does this one meet it?

DoesItMeet = **{ $proposal }** has a new text: “{ $text }”
    { $words ->
        [written] You objected to the text before: “{ $reason }”
       *[voice] You objected to the text before.
    } Does the new one meet that?
    If so, write `!consent { $proposal }`. If not: `!object { $proposal } …`

TooFewHeard =
    Too few were heard on **{ $proposal }**: { $heard } of the { $needed } we need. So it stops here; that is not a no.
    { $objections_count ->
        [0] {""}
        [one] This objection was open: { $objections }
       *[other] These objections were open:
            { $objections }
    }
    { $is_about_somebody ->
        [yes] What could help now? Talk with each other, not only here.
       *[no] What would make it easier to answer? It can be proposed again: `!propose …`
    }

TakenBack =
    { $is_about_somebody ->
        [yes] { $member } takes **{ $proposal }** back. Nothing comes of it.
            What could help now? Talk with each other, not only here.
       *[no] { $member } takes **{ $proposal }** back. Thanks for bringing it up.
            Does somebody want to go on with it? `!propose …`
    }

## Roles and their turns

role-chair = chair

calendar-open = open

calendar-mentor = { $mentor } shows how

calendar-review = We look at { $agreement } again

RoleNamed = **{ $role }**

TurnPublished = **{ $role }**: { $holder }. { $is_first ->
        [yes] { $mentor_count ->
                [0] It is the first time.
               *[other] It is the first time; { $mentor } shows how.
            }
       *[no] { $weeks ->
                [one] The last time was a week before.
               *[other] The last time was { $weeks } weeks before.
            }{ $mentor_count ->
                [0] {""}
               *[other] {" "}{ $mentor } shows how.
            }
    }

TurnOpen = **{ $role }**: open. { $way ->
        [volunteer] Who would like it? `!take { $role }`
        [election] Whom does the house choose? Until then: `!take { $role }`
       *[rotation] Would you like it? `!take { $role }`
    }

TurnsTold =
    From { $starts_at } on:
    { $turns }{ $held ->
        [0] { $offline_count ->
                [0]
                    {""}
                    No answer is fine too: then it stays open.
               *[other] {""}
            }
       *[other]
            {""}
            Does it suit you? Then you need not do anything. If not, react here with ✋, or write `!pass`.
    }{ $offline_count ->
        [0] {""}
       *[other]
            {""}
            { $offline }
    }

AskThem = Who tells { $holder }? Does it not suit { $holder }? `!for { $first } pass { $role }`

TurnMovedOn = { $is_running ->
        [yes] The role **{ $role }** goes from { $by } to { $holder } now, until { $until }.
       *[no] The role **{ $role }** goes from { $by } to { $holder }, from { $starts_at } on.
    }{ $mentor_count ->
        [0] {""}
       *[other] { $is_first ->
                [yes] {" "}It is the first time; { $mentor } shows how.
               *[no] {" "}{ $mentor } shows how.
            }
    }
    { $handover_count ->
        [0] {""}
       *[other] A word from the one before: { $handover }
    }
    { $offline_count ->
        [0] Does it not suit you, { $holder }? React here with ✋, or write `!pass`.
       *[other] { $offline }
    }

HandoverLine = “{ $text }”

ReviewComing = **{ $agreement }**: { $day }

YourTermBegins =
    { $member }, you have the role **{ $role }** until { $until }.{ $mentor_count ->
        [0] {""}
       *[other] {" "}{ $mentor } shows you how.
    }
    { $handover_count ->
        [0] {""}
       *[other] A word from the one before: { $handover }
    }
    { $is_chair ->
        [yes] { $opening ->
                [0] A way to begin: first a word from who spoke least last time.
                [1] A way to begin: everyone says in one sentence how they are.
                [2] A way to begin: whom did we not hear lately?
               *[3] A way to begin: what went well since last time?
            }
       *[no] {""}
    }
    { $proposals_count ->
        [0] {""}
       *[other] Open now:
            { $proposals }
    }
    { $reviews_count ->
        [0] {""}
       *[other] You look at this again soon:
            { $reviews }
    }
    What do you discover on the way? Leave it to the next one: `!handover { $role } …`

TermBegins = **{ $role }**: { $holder }, until { $until }.{ $mentor_count ->
        [0] {""}
       *[other] {" "}{ $mentor } shows how.
    }{ $handover_count ->
        [0] {""}
       *[other] {" "}A word from the one before: { $handover }
    }

TermsBegin =
    Starting now:
    { $terms }
    { $is_chair ->
        [yes] { $opening ->
                [0] A way to begin: first a word from who spoke least last time.
                [1] A way to begin: everyone says in one sentence how they are.
                [2] A way to begin: whom did we not hear lately?
               *[3] A way to begin: what went well since last time?
            }
       *[no] {""}
    }
    { $open_count ->
        [0] {""}
       *[other] What is open: `!proposals`
    }
    { $reviews_count ->
        [0] {""}
       *[other] You look at this again soon:
            { $reviews }
    }
    What do you discover on the way? Leave it to the next one: `!handover { $role } …`

TermsMissed = { $terms ->
        [one] While I was away, nobody heard whose turn this was:
       *[other] While I was away, nobody heard whose { $terms } turns these were:
    }
    { $roles }
    It goes on with the next turn. See who: `!roles`

StandsIn = { $holder } has the role **{ $role }** now, until { $until }.{ $before_count ->
        [0] {""}
       *[other] {" "}Thank you, { $before }.
    }{ $handover_count ->
        [0] {""}
       *[other]
            {""}
            A word from the one before: { $handover }
    }

TurnTaken = { $holder } takes the role **{ $role }**, from { $starts_at } on. Thanks.{ $mentor_count ->
        [0] {""}
       *[other] { $is_first ->
                [yes] {" "}It is the first time; { $mentor } shows how.
               *[no] {" "}{ $mentor } shows how.
            }
    }

SwapQuestion = { $is_running ->
        [yes] { $member }, { $by } asks: will you take the role **{ $role }** instead, from now until { $until }?
       *[no] { $member }, { $by } asks: will you take the role **{ $role }** instead, from { $starts_at } on?
    }
    { $is_offline ->
        [yes] Who asks { $member }? A yes is: `!for { $first } swap { $role }`. Else it stays as it is.
       *[no] If so, write `!swap { $role }`. If not, it stays as it is.
    }

SwapWasAsked = I ask { $member }. If it is a yes, the role **{ $role }** goes to { $member }.

Swapped = { $is_running ->
        [yes] { $holder } has the role **{ $role }** now, until { $until }, in place of { $before }.
       *[no] { $holder } has the role **{ $role }** from { $starts_at } on, in place of { $before }.
    }{ $handover_count ->
        [0] {""}
       *[other]
            {""}
            A word from the one before: { $handover }
    }

RoleSaidFor =
    { $by } says this for { $member }.
    { $answer }

SpokenWilling = { $is_willing ->
        [yes] { $by } says for { $member }: may be asked for the role **{ $role }**. Not so? `!for { $first } unwilling { $role }`
       *[no] { $by } says for { $member }: rather not the role **{ $role }**. Not so? `!for { $first } willing { $role }`
    }

SpokenHandover = { $by } says for { $member }, to who has the role **{ $role }** next: “{ $text }”

PauseQuestion = You passed the role **{ $role }** three times. That is fine.
    Shall I leave you out of it for a while? Then write `!unwilling { $role }`.

HandoverKept = { $is_read ->
        [yes] Thanks. I pass it on to who has the role **{ $role }** now.
       *[no] Thanks. I pass it on to who has the role **{ $role }** next.
    }

HandoverRead = { $member }, { $by } leaves you this for the role **{ $role }**: “{ $text }”

WillingNoted = You are asked for the role **{ $role }** when your turn comes. See when: `!roles { $role }`

UnwillingNoted = You are not asked for the role **{ $role }** from now on. Is that different one day? `!willing { $role }`

RoleShown = **{ $role }** ({ $every ->
        [one] every week
       *[other] every { $every } weeks
    }): { $state ->
        [held] { $holder }, until { $until }.
        [open] open, until { $until }. Would you like it? `!take { $role }`
       *[none] nobody yet.
    }
    { $has_next ->
        [yes] { $is_told ->
                [yes] { $following_count ->
                        [0] Next: open{ $state ->
                            [none] , from { $starts_at } on.
                           *[held] .
                        }
                       *[other] Next: { $following }{ $state ->
                            [none] , from { $starts_at } on.
                           *[held] .
                        }
                    }
               *[no] { $following_count ->
                        [0] { $state ->
                            [none] The next turn starts { $starts_at }. Who has it is not known yet.
                           *[held] Who is next is not known yet.
                        }
                       *[other] Probably next: { $following }{ $state ->
                            [none] , from { $starts_at } on.
                           *[held] .
                        }
                    }
            }{ $after_count ->
                [0] {""}
               *[other] {" "}After that perhaps { $after }.
            }
       *[no] Who is next is not known yet.
    }

RolesShown = { $roles_count ->
        [0] This house has no roles now.
       *[other] Who does what:
            { $roles }
            Why is somebody next? Put the role after it: `!roles …`
    }

RoleExplained =
    { $shown }
    { $why }
    { $changed }

WhyThisOne = { $because ->
        [long_ago] { $terms ->
                [0] { $holder } has it now.
                [one] { $holder } had it last on { $last_held }, one turn ago.
               *[other] { $holder } had it last on { $last_held }, { $terms } turns ago.
            }
        [never] { $holder } has not had a whole turn of it yet.
        [elected] The house chose { $holder }.
        [chose] { $holder } chose it.
       *[nobody] { $way ->
                [volunteer] Whoever takes it first has it.
                [election] The house chooses who has it.
               *[rotation] There is nobody just now who can and wants to have it then.
            }
    }{ $because ->
        [long_ago] {" "}{ $but ->
                [longest] Of all who can have it then, nobody waited longer.
                [owed] Some waited longer for this role. Counting all roles, { $holder } is first now.
               *[alone] Nobody else can have it then.
            }
        [never] {" "}{ $but ->
                [longest] Of all who can have it then, nobody waited longer.
                [owed] Counting all roles, { $holder } is first now.
               *[alone] Nobody else can have it then.
            }
       *[nobody] {""}
    }{ $has_passed ->
        [yes] {" "}Somebody passed before.
       *[no] {""}
    }

RoleIsMade = There is a role **{ $role }** from { $starts_at } on. A turn lasts { $every ->
        [one] one week
       *[other] { $every } weeks
    }. { $way ->
        [rotation] It goes round among { $pool ->
                [residents] residents
                [professionals] professionals
               *[everyone] residents and professionals
            }. Rather not? `!unwilling { $role }`
        [volunteer] Whoever takes it first has it: `!take { $role }`
       *[election] The house chooses who has it.
    }

RoleIsAltered = The role **{ $role }** changes from { $starts_at } on. A turn lasts { $every ->
        [one] one week
       *[other] { $every } weeks
    }. { $way ->
        [rotation] It goes round among { $pool ->
                [residents] residents
                [professionals] professionals
               *[everyone] residents and professionals
            }.
        [volunteer] Whoever takes it first has it.
       *[election] The house chooses who has it.
    }

RoleIsOver = The role **{ $role }** is over. Thanks to everyone who had it.

HoldsByElection = { $has_end ->
        [yes] The house chose { $holder } for the role **{ $role }**, until { $until }.
       *[no] The house chose { $holder } for the role **{ $role }**, until you look at it again.
    }

ElectionIsOver = { $holder_count ->
        [0] The time of { $before } in the role **{ $role }** is over. Thanks. Who would like it? `!take { $role }`
       *[other] The time of { $before } in the role **{ $role }** is over. Thanks. { $holder } has it now.
    }

MirrorLine = { $since }, **{ $role }**: { $holder_count ->
        [0] { $is_rest ->
                [yes] the rest was open
               *[no] open
            }
       *[other] { $is_rest ->
                [yes] { $holder }, the rest of the turn
               *[no] { $holder }
            }
    }

MirrorShown = { $lines_count ->
        [0] No turn has begun yet. Who is first? `!roles`
       *[other] Who did what, from old to new:
            { $lines }
            Do you want it so? If not, what would help? `!propose …`
    }

MirrorPicture = The same as a picture: each role has a row, from old to new. { $key }.{ $has_open ->
        [yes] {" "}A dash: open.
       *[no] {""}
    }

NoRoles = This house has no roles now. Would one help? Write for example `!change role chair every 2 weeks`

NoSuchRole = I know no role “{ $typed }” here. Which one do you mean?
    { $roles }

WhichRole = Which role do you mean? Write it like this: { $usage }
    { $roles }

WhichTurn = Which turn do you mean? Write it like this: { $usage }
    { $roles }

NoTurn = You have no turn now, and none is coming up. See all of them: `!roles`

RoleUnknown = There is no role **{ $role }** any more. See what there is: `!roles`

RhythmOutOfRange = A turn can last from { $shortest } to { $longest } weeks, not { $weeks }. Which number would work?

LimitOutOfRange = Somebody can have { $lowest } to { $highest } turns in a row, not { $limit }. Which number would work?

RoleIsSo = The role **{ $role }** is like that already. What should be different? See how it is: `!roles { $role }`

DateIsPast = { $until } is over. Which day that comes do you mean?

NotInThePool = { $pool ->
        [residents] The role **{ $role }** is for residents. { $who } is here in another way.
        [professionals] The role **{ $role }** is for professionals. { $who } is here in another way.
       *[everyone] The role **{ $role }** is for residents and professionals. { $who } is here in another way.
    } See who is who: `!who`

AwayThen = { $who } is away at that time. Is that different now? Then { $who } can write `!back`.

HoldsAnother = { $who } has the role **{ $other }** at that time. Who else could take the role **{ $role }**? See all of them: `!roles`

OverTheLimit = { $limit ->
        [one] With this swap { $who } would have the role **{ $role }** two times running. More than once cannot be here.
       *[other] With this swap { $who } would have the role **{ $role }** more than { $limit } times running.
    } Who else could swap? `!swap { $role } @…`

SwapTakesTwo = { $is_answer ->
        [yes] You asked for this swap yourself. Who else asks { $member }? A yes is: `!for { $first } swap { $role }`
       *[no] You asked this for { $member } yourself. Who else asks { $member }? A yes is: `!for { $first } swap { $role } @{ $other }`
    }

NotYourTurn = { $holder_count ->
        [0] The role **{ $role }** is open this time. Would you like it? `!take { $role }`
       *[other] The role **{ $role }** is with { $holder } this time. See all of them: `!roles`
    }

NothingToHandOver = Who has the role **{ $role }**, or had it last, leaves a word for the next one. { $holder_count ->
        [0] Did you want to say something about it? You can, right here.
       *[other] That is { $holder } now. Would you like to tell { $holder } something? You can, right here.
    }

HasItAlready = { $who } has the role **{ $role }** already. See all turns: `!roles`

NothingToTake = { $holder_count ->
        [0] Nobody has the role **{ $role }** now. The next turn starts { $starts_at }. See who: `!roles`
       *[other] The role **{ $role }** is with { $holder } next, from { $starts_at } on. Shall you two swap? { $holder } can ask you: `!swap { $role } @…`
    }

## When the same people keep the same roles

ManyTermsRunning =
    You have had the role **{ $role }** { $row } times running now. Thank you.
    Would you like a rest, or to show somebody the ropes? `!pass { $role }`, or `!handover { $role } …`
    I ask the group how it wants to share this: { $house_at }.

MuchCarried =
    Much was with you and a few others lately. Thank you.
    { $roles }
    Would you like a rest, or to show somebody the ropes? `!pass`, or `!handover …`
    I ask the group how it wants to share this: { $house_at }.

RoleWithOne = The role **{ $role }** has been with the same person for a while. Thanks for that. It can be fine.
    Do we want it so? Who would like to look over a shoulder once? What makes it hard to join in?
    Anyone can join in now: `!willing { $role }`, or `!take { $role }`

RolesWithFew =
    Lately this was mostly with the same people. Thanks to them. It can be fine.
    { $roles }
    Do we want it so? Who would like to look over a shoulder once? What makes it hard to join in?
    Anyone can join in now: `!willing { $example }`, or `!take { $example }`

## Urgent, trials and reviews

InPlaceOf = It takes the place of **{ $agreement }**.

AgreedToEnd = **{ $proposal }** is agreed: **{ $agreement }** { $is_settling ->
        [yes] ends, if there is no objection until { $until }.
       *[no] has ended.
    } Heard: { $heard } of { $asked }.{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }{ $concerns_count ->
        [0] {""}
        [one] {""}
            This concern goes along:
            { $concerns }
       *[other] {""}
            These concerns go along:
            { $concerns }
    }{ $change_count ->
        [0] {""}
       *[other] {""}
            { $change }
    }{ $is_settling ->
        [yes] {""}
            Do you see harm? `!object { $proposal } …`
       *[no] {""}
    }

UrgentTold = **112** is the number when somebody is in danger. Call it first.
    { $member } acted, and tells you about it. So **{ $agreement }** holds at once, until { $until }.
    Then it ends by itself, unless a round keeps it. Any resident can ask for one: `!round { $proposal }`
    Do you see harm in it? `!object { $agreement } …`

UrgentUnsettled = { $objections_count ->
        [0] There is an objection to **{ $agreement }**, so it does not hold for now.
        [one] There is an objection to **{ $agreement }**, so it does not hold for now. It is a gift.
            { $objections }
       *[other] There are objections to **{ $agreement }**, so it does not hold for now. They are gifts.
            { $objections }
    }
    What do the others say? Tap the poll, or write `!consent { $proposal }`. The round is open until { $closes_at }.

UrgentKept = **{ $agreement }** stays: the round on **{ $proposal }** kept it. Heard: { $heard } of { $asked }.{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }
    { $concerns_count ->
        [0] We look at it again on { $review }.
        [one] This concern goes along:
            { $concerns }
            We look at it again on { $review }.
       *[other] These concerns go along:
            { $concerns }
            We look at it again on { $review }.
    }{ $standing ->
        [0] {""}
       *[other] {""}
            There are { $standing } agreements now. Which one can go?
    }

UrgentEnded = **{ $agreement }** has ended, as urgent ones do when no round keeps them. Thanks to those who acted.
    { $goes_on ->
        [yes] **{ $proposal }** itself goes on. When it is agreed, it gets a new number.
       *[no] Is it still needed? Bring it in: `!propose …`
    }

UrgentHasNoReview = **{ $agreement }** is urgent: it ends by itself { $until }. Shall it stay? Ask everyone: `!round { $proposal }`
    Do you see harm in it? `!object { $agreement } …`

EarlyLine = { $member } sees something new: “{ $reason }”

ReviewStarts = { $early_count ->
        [0] Time to look at **{ $agreement }** again{ $about_count ->
            [0] {""}
           *[other] , about { $about }
        }: “{ $text }”
       *[other] { $early }
            So we look at **{ $agreement }** again{ $about_count ->
                [0] {""}
               *[other] , about { $about }
            }: “{ $text }”
    }{ $agreed_count ->
        [0] {""}
       *[other] {""}
            { $agreed }
    }{ $concerns_count ->
        [0] {""}
        [one] {""}
            This concern went along. How is that now?
            { $concerns }
       *[other] {""}
            These concerns went along. How is that now?
            { $concerns }
    }
    Shall we keep it, change it, or end it? Tap the poll until { $until }, or write:
    `!review { $agreement } keep`
    `!review { $agreement } change …`
    `!review { $agreement } end`
    { $is_trial ->
        [yes] It is a trial: without an answer it ends.
       *[no] Until something else is agreed, it holds.
    }

ReviewGoesOn = { $unheard ->
        [one] One of you can still answer on **{ $agreement }**, until { $until }.
       *[other] { $unheard } of you can still answer on **{ $agreement }**, until { $until }.
    }
    Keep it, change it, or end it? Tap the poll, or write `!review { $agreement } keep`.

# A poll is plain text: no bold, no commands.
ReviewQuestion =
    { $agreement }{ $about_count ->
        [0] {""}
       *[other] , about { $about }
    }: “{ $text }”{ $agreed_count ->
        [0] {""}
       *[other] {""}
            { $agreed }
    }
    Shall we keep it?

ReviewAnswer = { $answer ->
        [keep] Keep it as it is
        [change] Change it
       *[end] End it
    }

ReviewClosed = The poll on { $agreement } has ended. The card tells how it stands.

ReviewPollMended = The poll on **{ $agreement }** was ended, but we are still looking at it. What you said counts. Here is a new poll.

ReviewPollLeftEnded =
    The poll on **{ $agreement }** was ended again. You can answer until { $until }, and what you said counts.
    Write one of these: `!review { $agreement } keep`, `!review { $agreement } change …` or `!review { $agreement } end`.

ReviewNoted = { $answer ->
        [keep] 👍 Noted: keep **{ $agreement }** as it is.{ $has_text ->
            [yes] {" "}Your words go with it: `!show { $agreement }`
           *[no] {""}
        }
        [change] { $has_text ->
            [yes] 🤔 Noted: change **{ $agreement }** to these words.
           *[no] 🤔 Noted: change **{ $agreement }**. How should it be? `!review { $agreement } change …`
        }
       *[end] ✋ Noted: end **{ $agreement }**.{ $has_text ->
            [yes] {" "}Your words go with it: `!show { $agreement }`
           *[no] {""}
        }
    }

ReviewWiped =
    Your answer on **{ $agreement }** is taken back.
    Want to answer again? Tap the poll, or write `!review { $agreement } keep`.

ReviewTextAsked =
    { $member }, you would like to change **{ $agreement }**. Thank you for saying so. How should it be?
    Write it like this: `!review { $agreement } change …`
    I wait for your words until { $until }. Without them it stays as it is.

ReviewKept = { $was_trial ->
        [yes] The trial is over, and **{ $agreement }** stays as an agreement like any other.
       *[no] **{ $agreement }** stays as it is.
    } We look at it again on { $review }.

ReviewWithoutText =
    No new words came for **{ $agreement }**, so it stays as it is. We look at it again on { $review }.
    Do you know how it could be better? `!object { $agreement } …` opens it sooner.

ReviewLedNowhere = **{ $successor }** did not become an agreement, so **{ $agreement }** stays. We look at it again on { $review }.
    Do you know how it could be better? `!object { $agreement } …` opens it sooner.

ReviewWithoutAnswer =
    Nobody answered on **{ $agreement }**. It stays as it is, and waits for somebody to look at it.
    Is it still right? Write `!review { $agreement }` with keep, change or end.

TrialEnded =
    The trial **{ $agreement }** has ended: nobody asked to keep it. Thanks for trying.
    Do you want to go on with it? `!propose …`

NoAgreementYet = **{ $proposal }** is not an agreement, so there is nothing to look at again.
    `!agreements` shows what you have agreed.

AgreementIsOver = **{ $agreement }** does not hold any more, since { $since }.
    Is it needed again? Bring it in: `!propose …`

NoReviewOpen =
    We look at **{ $agreement }** again on { $review }.
    Do you see something new before that? `!object { $agreement } …` opens it sooner.

ReviewIsOpen =
    We are looking at **{ $agreement }** again now, until { $until }. What would you like?
    `!review { $agreement } change …` with your own words, or `!review { $agreement } end`.

ReviewIsHandedOn = **{ $proposal }** is about **{ $agreement }** now, and **{ $agreement }** holds meanwhile.
    What do you see? Reply to the card of **{ $proposal }**, or see how it stands: `!show { $proposal }`

ReviewAnswerMissing =
    What would you like for **{ $agreement }**: keep, change or end? Write one of these:
    `!review { $agreement } keep`, `!review { $agreement } change …` or `!review { $agreement } end`

ReviewAnswerUnclear = I cannot read “{ $typed }” as keep, change or end. Write it like this: { $usage }

ReviewSameText = **{ $agreement }** has this text already. What would you like to change?
    Fine as it is? `!review { $agreement } keep`

ReviewReasonNeeded =
    Thanks for looking at **{ $agreement }**. What goes wrong, and for whom?
    One sentence opens a review of it: `!object { $agreement } …`

## Changing the house itself

SettingValue = { $setting ->
        [talk_hours] { $value ->
            [one] { $value } hour
           *[other] { $value } hours
        }
        [round_hours] { $value ->
            [one] { $value } hour
           *[other] { $value } hours
        }
        [quick_hours] { $value ->
            [one] { $value } hour
           *[other] { $value } hours
        }
        [grace_hours] { $value ->
            [one] { $value } hour
           *[other] { $value } hours
        }
        [flag_private_hours] { $value ->
            [one] { $value } hour
           *[other] { $value } hours
        }
        [integrate_days] { $value ->
            [one] { $value } day
           *[other] { $value } days
        }
        [publish_days] { $value ->
            [one] { $value } day
           *[other] { $value } days
        }
        [newcomer_days] { $value ->
            [one] { $value } day
           *[other] { $value } days
        }
        [min_heard] { $value ->
            [one] { $value } person
           *[other] { $value } people
        }
        [review_months] { $value ->
            [one] { $value } month
           *[other] { $value } months
        }
        [max_open_rounds] { $value ->
            [one] { $value } round
           *[other] { $value } rounds
        }
        [term_limit] { $value ->
            [one] { $value } turn
           *[other] { $value } turns
        }
        [quorum] { $is_range ->
            [yes] a part of the residents: 0 is nobody, 0.5 is half, 1 is everyone
           *[no] { $percent ->
                [0] no fixed part of the residents
                [25] at least a quarter of the residents
                [50] at least half of the residents
                [67] at least two thirds of the residents
                [75] at least three quarters of the residents
                [100] all residents
               *[other] at least { $percent }% of the residents
            }
        }
        [nudge_time] { $is_range ->
            [yes] for example `monday 09:00`
           *[no] { $weekday ->
                    [0] Monday
                    [1] Tuesday
                    [2] Wednesday
                    [3] Thursday
                    [4] Friday
                    [5] Saturday
                   *[other] Sunday
                } at { $time }
        }
        [question] { $is_range ->
            [yes] for example `wednesday 10:00`, or `off`
           *[no] { $value ->
                [off] off
               *[other] { $weekday ->
                    [0] Monday
                    [1] Tuesday
                    [2] Wednesday
                    [3] Thursday
                    [4] Friday
                    [5] Saturday
                   *[other] Sunday
                } at { $time }
            }
        }
        [quiet_hours] { $is_range ->
            [yes] for example `22:00-08:00`, or `off`
           *[no] { $value ->
                [off] off
               *[other] { $value }
            }
        }
        [timezone] { $is_range ->
            [yes] for example `Europe/Amsterdam`
           *[no] { $value }
        }
        [language] { $value ->
            [en] English
            [nl] Dutch
           *[other] { $value }
        }
       *[other] { $value }
    }

SettingWouldBe = { $line }, instead of { $before }.{ $means ->
        [fewer_heard] {" "}So fewer people need to be heard.
        [longer] {" "}So one person can have a role for longer.
       *[nothing] {""}
    }

RoleForm = { $every ->
        [one] every week
       *[other] every { $every } weeks
    }, { $weekday ->
        [0] Monday
        [1] Tuesday
        [2] Wednesday
        [3] Thursday
        [4] Friday
        [5] Saturday
       *[other] Sunday
    } { $time }, { $way ->
        [rotation] in turn among
        [volunteer] whoever takes it first among
       *[election] chosen by the house from
    } { $pool ->
        [residents] residents
        [professionals] professionals
       *[everyone] residents and professionals
    }

RoleWouldBe = { $before_count ->
        [0] There will be a role **{ $role }**: { $form }.
       *[other] The role **{ $role }** becomes: { $form }. Until then: { $before }.
    }{ $means ->
        [longer] {" "}So one person has it for longer.
       *[nothing] {""}
    }

RoleWouldEnd = The role **{ $role }** ends. Until then the house has it.

UntilDay = { $day }

WouldBeElected = { $until_count ->
        [0] { $who } gets the role **{ $role }**, until you look at it again.
       *[other] { $who } gets the role **{ $role }**, until { $until }.
    } { $before_count ->
        [0] Until then nobody is chosen for it.
       *[other] Until then that is { $before }.
    }

ElectionWouldEnd = The role **{ $role }** goes its usual way again. Until then the house has chosen who has it.

KindWouldBe = { $becomes ->
        [professional] { $who } becomes a professional here: thinks along, and is not asked in rounds.
        [guest] { $who } becomes a guest here, and is not asked in rounds.
       *[resident] { $who } becomes a resident here, and is asked in rounds.
    } { $now ->
        [professional] Until then { $who } is a professional.
        [guest] Until then { $who } is a guest.
       *[resident] Until then { $who } is a resident.
    }

FlagsWouldBeMuted = Until { $until } I say nothing when roles stay with the same few people. Otherwise I do. So you would need to see it yourselves.

FlagsWouldBeUnmuted = I tell you again when roles stay with the same few people. Until then I do not.

WheelWouldTurn = The wheel begins: five questions, one a day. Then you look at every role again. Otherwise it waits for its yearly turn.

YesNeeded = It takes a yes of { $who } too.

SettingAgreed = { $line }.

RoleAgreed = The role **{ $role }**: { $form }.

RoleEndAgreed = The role **{ $role }** has ended.

ElectionAgreed = { $until_count ->
        [0] The house chose { $who } for the role **{ $role }**.
       *[other] The house chose { $who } for the role **{ $role }**, until { $until }.
    }

ElectionEndAgreed = The role **{ $role }** goes its usual way.

KindAgreed = { $becomes ->
        [professional] { $who } is a professional here.
        [guest] { $who } is a guest here.
       *[resident] { $who } is a resident here.
    }

FlagsHeardAgreed = I tell you when roles stay with the same few people.

WheelAgreed = The wheel begins before its yearly turn.

SettingIsNow = From now on: { $line }. Until now: { $before }.

KindIsNow = { $becomes ->
        [professional] { $who } is a professional here from now on.
        [guest] { $who } is a guest here from now on.
       *[resident] { $who } is a resident here from now on, and is asked in rounds.
    }

FlagsAreMuted = Until { $until } I say nothing when roles stay with the same few people.

FlagsAreHeard = From now on I tell you again when roles stay with the same few people.

ChangeTold = **{ $agreement }** holds now.
    { $done }

ChangeNotDone = **{ $agreement }** holds now, but there is nothing to change any more.
    { $why }

UnkeptIsOver = Nobody answered on **{ $agreement }**, so it ends. Is it still needed? `!change …`
    { $done }

MuteIsOver = **{ $agreement }** is over. I tell you again when roles stay with the same few people.

HouseSetUp = { $by } sets this up. The house is new, so it holds at once:
    { $done }
    { $is_undoable ->
        [yes] { $about_count ->
                [0] Does it not suit you all? One ✋ on this message undoes it, within 48 hours.
               *[other] { $about }, this is about you. Does it not suit you? Your ✋ on this message undoes it, within 48 hours.
            }
       *[no] Does it not suit you all? Talk it over together.
    }

SetUpUndone = { $by } undid that. What would suit you all?
    { $done }

SetUpStays = { $by } would rather undo this, but the same was changed again since. What would suit you all? `!change …`

SetUpLasts = A ✋ undoes a change for 48 hours, and those are over. { $by }, would you like it otherwise? Write { $command }

YesQuestion = { $has_account ->
        [yes] { $member }, **{ $proposal }** is about you. { $would }
            It takes your own yes. Is it all right with you? Write `!consent { $proposal }`, or 👍 on the card, before { $until }.
            Rather not? You need not do anything. Without your yes it does not happen.
       *[no] **{ $proposal }** is about { $member }. { $would }
            It takes a yes of { $member }, before { $until }. Who asks? `!for { $first } consent { $proposal }`
    }

NoYesNoted = Noted: you do not say yes to **{ $proposal }**, so it does not happen. Is that different later? `!consent { $proposal }`

YesDidNotCome = **{ $proposal }** stops here: it takes a yes of { $who }, and there is none now. That is fine.
    Does it suit later? It can be proposed again: `!change …`

YesIsAwaited = The objection to **{ $proposal }** has ended. It takes a yes of { $who } too, and there is none yet.
    So everyone is asked once more, until { $closes_at }. Tap the poll, or write `!consent { $proposal }`.

ChangeHelp = With { $usage } you change how the house works: it goes to everyone. You can write:
    `!change role cook every 2 weeks wednesday 18:00 by rotation pool residents`
    `!change end role cook`
    `!change elect chair @name until 1 june`
    `!change set quorum 0.6`
    `!change professional @name`, or `resident`, or `guest`
    `!change mute flags until 1 june`
    `!change wheel`
    The word `!{ $other }` works too.

ChangeUnclear = I cannot read “{ $typed }” as a change. { $form ->
        [role] The name is one word, and a turn lasts whole weeks: `!change role cook every 2 weeks wednesday 18:00`. After that can come `by rotation`, `volunteer` or `election`, and `pool residents`, `professionals` or `everyone`.
        [end] Which role is to end? `!change end role cook`
        [elect] Write it like this: `!change elect chair @name until 1 june`
        [set] Write it like this: `!change set quorum 0.6`. See what can be set: `!settings`
        [member] Write it like this: `!change professional @name`. Or `resident`, or `guest`.
        [mute] Write it like this: `!change mute flags until 1 june`
       *[all] It begins with `role`, `end role`, `elect`, `set`, `professional`, `resident`, `guest`, `mute flags` or `wheel`. See examples: `!help change`
    }

SettingUnknown = I know no setting “{ $typed }”. See what can be set, and how: `!settings`

SettingImpossible = That does not fit. This does: { $line }. Which one would you like? `!settings` shows how to write it.

SettingIsSo = It is like that already: { $line }. What would you like instead? See everything: `!settings`

RoleNameImpossible = I cannot use “{ $typed }” as the name of a role. One word of at most { $longest } letters works, and no word of a command. How do you call it?

PoolWouldBeEmpty = { $pool ->
        [residents] The role **{ $role }** is for residents, and nobody is one here then.
        [professionals] The role **{ $role }** is for professionals, and nobody is one here then.
       *[everyone] The role **{ $role }** is for residents and professionals, and nobody is one here then.
    } Who could have it? `!change role { $role } pool residents`

ElectWhom = Whom would you choose for the role **{ $role }**? { $candidates_count ->
        [0] {""}
       *[other] These people had it longest ago, or never:
            { $candidates }
    }
    Write it like this: `!change elect { $role } @name until 1 june`

ElectedAlready = The house has chosen { $who } for the role **{ $role }** already. Who else, or until when? `!change elect { $role } @name until 1 june`

UntilUnclear = Which day is “{ $typed }”? I cannot read it. Write it as `until 1 june`, or `until 24 december`.

UntilMissing = Until when? It has an end, at most a year ahead: `!change mute flags until 1 june`

UntilThePast = I read { $day }, and that is today or past. Which day that comes do you mean?

UntilTooFar = I read { $day }, and that is more than a year ahead. At most it can be { $latest }. Which day do you mean?

MutedAlready = I say nothing about that until { $until } already. Shall it be longer? `!change mute flags until 1 june`

KindIsSo = { $becomes ->
        [professional] { $who } is a professional here already.
        [guest] { $who } is a guest here already.
       *[resident] { $who } is a resident here already.
    } See who is who: `!who`

KindNeedsAccount = { $who } has no account, so is here as a resident. Does { $who } not live here any more? `!member remove { $first }`

LastResident = { $who } is the only one who lives here. Who else does? They can join the room, or: `!member add Jan`

NotHere = { $who } is not here any more. Whom do you mean? See who is here: `!who`

YesTakenBack = It takes a yes of { $who }, and there is none any more. Does it suit later? It can be proposed again: `!change …`

OpenAlready = **{ $proposal }** is open, and about the same. What do you see? Reply there, or look: `!show { $proposal }`

NothingIsMuted = I tell you about it now already. See what was agreed: `!agreements`

ChangedOn = { $has_agreement ->
        [yes] { $at }, by **{ $agreement }**
       *[no] { $at }, at the start
    }

SettingEntry = { $line }. { $command }{ $changed_count ->
        [0] {""}
       *[other] {" "}(since { $changed })
    }

RoleChangedOn = { $what ->
        [made] The house made this role on { $on }.
        [altered] The house altered it on { $on }.
        [ended] The house ended it on { $on }.
        [elected] The house chose who has it on { $on }.
       *[not_elected] The house let it go its usual way on { $on }.
    }

## The card and the poll

Card = **{ $proposal }** “{ $text }”
    { $version ->
        [1] From { $author }.
       *[other] From { $author }. Version { $version }.
    }{ $kind ->
        [experiment] {" "}This is a trial of four weeks.
        [urgent] {" "}This was urgent: it is done already.
       *[agreement] {""}
    }{ $is_successor ->
        [yes] {" "}It comes from looking at **{ $agreement }** again.
       *[no] {""}
    }{ $would_count ->
        [0] {""}
       *[other] {" "}{ $would }
    }{ $yes_count ->
        [0] {""}
       *[other] {" "}{ $yes }
    }{ $is_changed ->
        [yes] {" "}Changed: { $changes }
       *[no] {""}
    }
    { $status }

CardReplaced = **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] {" "}About { $about }:
    } “{ $text }”
    This was version { $version }. Version { $latest } has a card of its own, further on.

CardStatus = { $state ->
        [talking] { $note ->
                [queued] The talking is over. Not too many rounds at once: this one waits for its turn, and opens by itself.
                [orphaned] The proposer does not live here any more. Who goes on with it, before { $until }? `!take { $proposal }`
               *[none] Questions? Reply here. The round starts { $until }, or sooner when the proposer writes `!round { $proposal }`.
            }
            Know your answer? React here; it counts when the round starts: 👍 consent 🤔 concern ✋ objection 🤷 aside
        [consent] { $version ->
                [1] {""}
               *[other] The text is new, so everyone is asked again.{" "}
            }{ $extended ->
                [yes] { $note ->
                    [own_yes] The round goes on until { $until }. Heard: { $heard } of { $asked }. A yes is still needed.
                   *[none] Not enough people have been heard yet, so the round goes on until { $until }. Heard: { $heard } of { $asked }.
                }
               *[no] The round is open until { $until }. Heard: { $heard } of { $asked }.
            }
            👍 consent { $consent } · 🤔 concern { $concern } · ✋ objection { $objection } · 🤷 aside { $aside }
            { $carried_count ->
                [0] {""}
               *[other] { $carried }
            }
            { $note ->
                [orphaned] The proposer does not live here any more. Who goes on with it, before the end? `!take { $proposal }`
               *[none] Tap the poll, react here with a sign, or write `!consent { $proposal }`. Only answers of residents who are asked count.
            }
        [integrating] { $objection ->
                [0] Nobody objects any more, but many stand aside. Everyone can answer once more, until { $until }.
                [one] ✋ An objection is open. How could the text change? Reply here.
               *[other] ✋ { $objection } objections are open. How could the text change? Reply here.
            }
            Heard: { $heard } of { $asked }. 👍 { $consent } · 🤔 { $concern } · ✋ { $objection } · 🤷 { $aside }
            { $note ->
                [orphaned] The proposer does not live here any more. Who goes on with it, before { $until }? `!take { $proposal }`
               *[none] The proposer can write a new text: `!amend { $proposal } …` Or talk it over: `!table { $proposal }`. From { $until } on it goes there by itself.
            }
        [at_table] { $objection ->
                [0] At the table. Nobody objects any more.
                [one] At the table: an objection is open. Talk it over, with a meal perhaps.
               *[other] At the table: { $objection } objections are open. Talk it over, with a meal perhaps.
            }
            Heard: { $heard } of { $asked }. 👍 { $consent } · 🤔 { $concern } · ✋ { $objection } · 🤷 { $aside }
            { $note ->
                [orphaned] The proposer does not live here any more. Who goes on with it, before { $until }? `!take { $proposal }`
                [told] The table agrees. Was it your objection, and is it resolved? Tap the poll, or write `!resolved { $proposal }`.
               *[none] What came of it, before { $until }? `!outcome { $proposal } adopt`, or with other words after it.
            }
        [adopted] { $agreement_state ->
                [settling] Agreed: **{ $agreement }**. Heard: { $heard } of { $asked }.
                    { $is_everyone_heard ->
                        [yes] Without an objection it holds from { $until } on.
                       *[no] Not heard yet? You can still answer until { $until }. Tap the poll, or react here: 👍 🤔 ✋ 🤷
                    }
                [ended] **{ $agreement }** was agreed, and does not hold any more.
                [in_review] **{ $agreement }** holds, and we are looking at it again.
               *[in_force] { $is_temporary ->
                    [yes] **{ $agreement }** holds until { $until }. Then it ends, unless a round keeps it: `!round { $proposal }`
                        Do you see harm in it? `!object { $agreement } …`
                   *[no] { $is_overdue ->
                        [yes] **{ $agreement }** holds. Nobody has looked at it again yet. Is it still right? Write `!review { $agreement }` with keep, change or end.
                       *[no] Agreed: **{ $agreement }**. It holds. Heard: { $heard } of { $asked }.
                    }
                }
            }
        [withdrawn] The proposer took it back.
        [stalled] Nothing came from the table for two weeks. That is not a no. Heard: { $heard } of { $asked }.
       *[lapsed] { $note ->
                [orphaned] The proposer left, and nobody went on with it. That is not a no.
                [person_left] The person it was about is not in this house any more.
                [own_yes] It takes a yes of whom it is about, and there is none now. That is fine.
               *[none] Too few were heard: { $heard } of { $asked }. That is not a no.
            }
    }

# A poll is plain text: no bold, no commands.
Wording = { $is_end ->
        [yes] End { $agreement }: { $text }
       *[no] { $text }
    }

PollQuestion =
    { $proposal }: “{ $text }”{ $would_count ->
        [0] {""}
       *[other] {""}
            { $would }
    }
    Can you live with this?

PollAnswer = { $stance ->
        [consent] 👍 Consent: no objection
        [concern] 🤔 Concern: my worry goes along
        [objection] ✋ Objection: this could do harm
       *[aside] 🤷 Aside: decide without me
    }

PollClosed = The poll on { $proposal } has ended. The card tells how it stands.

## Lists and histories

ProposalLine = **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] {" "}About { $about }:
    } “{ $text }”
    { $state ->
        [talking] { $is_queued ->
                [yes] The round waits for its turn.
               *[no] Still talking. The round starts { $until }.
            }
        [consent] Round open until { $until }. Heard: { $heard } of { $asked }.
        [integrating] An objection is open. How could the text change?
        [at_table] At the table: talk it over together.
        [adopted] Agreed. Not heard yet? You can answer until { $until }.
        [withdrawn] Taken back by the proposer.
        [stalled] Nothing came from the table.
       *[lapsed] It stopped without a decision.
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

AgreementLine = **{ $agreement }**{ $agreed_count ->
        [0] {" "}“{ $text }”
       *[other] : { $agreed }
    }
    { $state ->
        [settling] { $is_temporary ->
            [yes] Urgent: somebody objects, so it does not hold for now.
           *[no] Just agreed; answers can still come. { $ends_itself ->
                [yes] It ends by itself on { $review }.
               *[no] We look at it again on { $review }.
            }
        }
        [ended] This does not hold any more.
        [in_review] It holds, and we are looking at it again.
       *[in_force] { $is_temporary ->
            [yes] Urgent: it ends on { $review }, unless a round keeps it.
           *[no] { $is_overdue ->
                [yes] We wanted to look at it on { $review }. Is it still right? Write `!review { $agreement }` with keep, change or end.
               *[no] { $is_trial ->
                    [yes] A trial. On { $review } we see whether to keep it.
                   *[no] { $ends_itself ->
                [yes] It ends by itself on { $review }.
               *[no] We look at it again on { $review }.
            }
                }
            }
        }
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
    }{ $is_own ->
        [yes] {""}
       *[no] , said by { $by }
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
    } ({ $at })

HistoryMoved = { $state ->
        [talking] The talking began
        [consent] The round opened
        [integrating] An objection stood: how could the text change?
        [at_table] It went to the table
        [adopted] It was agreed
        [withdrawn] The proposer took it back
        [stalled] Nothing came from the table
       *[lapsed] It stopped without a decision
    } ({ $at })

HistoryTold = { $member } said that the table agrees ({ $at })

HistoryTakenOver = { $member } went on with it ({ $at })

HistoryAgreement = { $state ->
        [settling] **{ $agreement }** was agreed; answers could still come
        [in_force] **{ $agreement }** holds from here on
        [in_review] **{ $agreement }** was looked at again
       *[ended] **{ $agreement }** ended
    } ({ $at })

HistoryKept = A round kept **{ $agreement }**; its review is on { $review } ({ $at })

HistoryReview = { $early_count ->
        [0] Time to look at **{ $agreement }** again, until { $until } ({ $at })
       *[other] { $early } So **{ $agreement }** was looked at again, until { $until } ({ $at })
    }

HistoryAnswer = { $answer ->
        [keep] { $member }: keep it
        [change] { $member }: change it
       *[end] { $member }: end it
    }{ $is_own ->
        [yes] {""}
       *[no] , said by { $by }
    }{ $has_text ->
        [yes] {" "}“{ $text }”
       *[no] {""}
    } ({ $at })

HistoryHandedOn = Out of that came **{ $proposal }** ({ $at })

HistoryRenewed = { $is_overdue ->
        [yes] Nobody answered; **{ $agreement }** stays ({ $at })
       *[no] **{ $agreement }** stays; the next review is on { $review } ({ $at })
    }

ProposalShown =
    { $card }

    How it went:
    { $lines }

## About a person
# Read by the person it is about: what happened and what comes when; no label, no blame.

NameLine = { $member }

SayItPrivately =
    What is about a person is better said to me alone. Then they hear it first.
    I kept nothing of it. Could you remove that message here?
    Then go on in a private chat with me: `!about @name …`

PersonMissing =
    Who is it about, and what would you like to happen? Write it like this: `!about @name …`
    What would be different, from when, and until when?

PersonUnknown =
    I know nobody here who is called “{ $typed }”. Is it somebody who lives or works here?
    Write the name as it stands in the room: `!about @name …`

WhichPerson =
    More than one person here has that name. Who do you mean?
    { $people }
    Write the whole account instead of the name: `!about @name …`

AboutYourself =
    This is about you, so you need no round for it. Would it help to talk it over with somebody?
    Is there something you want to ask of the house? `!propose …`

AboutNoted = { $version ->
        [1] Thank you for saying this here first. **{ $proposal }** is about { $about }.
       *[other] The new text of **{ $proposal }** goes to those who knew of it already.
    }
    { $has_account ->
        [yes] { $about } hears it first, from me, with your name.{ $has_professionals ->
                [yes] {" "}Then the professionals do.
               *[no] {""}
            }
       *[no] { $about } has no account here, so I cannot say it. Could you tell { $about } in person, today?{ $has_professionals ->
                [yes] {" "}The professionals hear it from me.
               *[no] {""}
            }
    }
    The house hears it { $room_at }. Then we talk for seven days; the round opens { $round_at }.
    What would { $about } say about it? A talk before then may change a lot.
    Other words? `!amend { $proposal } …` Take it back? `!withdraw { $proposal }`

AboutYou = { $version ->
        [1] { $author } has put something forward that is about you. I tell you first.
       *[other] { $author } has changed the text that is about you.
    }
    {""}**{ $proposal }** “{ $text }”
    Nothing is decided. { $professionals_count ->
        [0] The house hears it { $room_at }.
       *[other] The professionals hear it after you, the house { $room_at }.
    }
    Then we talk for seven days. The round opens { $round_at }. You are asked too, and an objection of yours counts like anyone's.
    You need not answer now. Who could sit down with you first? { $professionals_count ->
        [0] Perhaps a housemate you trust.
       *[other] Perhaps a housemate you trust, or:
            { $professionals }
    }
    You can read it again here with `!show { $proposal }`.

AboutSomebody = { $version ->
        [1] { $author } has put something forward that is about { $about }.
       *[other] { $author } has changed the text that is about { $about }.
    }
    {""}**{ $proposal }** “{ $text }”
    { $has_account ->
        [yes] I told { $about } first. The house hears it { $room_at }. Would you keep it to yourself until then?
       *[no] { $about } has no account here; I asked { $author } to say it in person. Could you see to it? The house hears it { $room_at }.
    }
    Then we talk for seven days. The round opens { $round_at }.
    Who sits down with { $about }, and who with { $author }? What is needed to talk together?
    Is more time needed? Once, seven days more: `!pause { $proposal } …`

AboutTakenBack = **{ $proposal }** is taken back. The house hears nothing of it; those who knew are told.
    What do you need now, and from whom?

AboutYouTakenBack = { $has_left ->
        [yes] { $author } is not in this house any more, so **{ $proposal }**, which was about you, is off.
       *[no] { $author } has taken back **{ $proposal }**, which was about you. Nothing comes of it.
    }
    The house was not told. Would it help to talk about it with somebody?

AboutSomebodyTakenBack = { $has_left ->
        [yes] { $author } is not in this house any more, so **{ $proposal }**, which was about { $about }, is off.
       *[no] { $author } has taken back **{ $proposal }**, which was about { $about }.
    }
    { $has_account ->
        [yes] I told { $about }. The house was not told. What could { $about } need now?
       *[no] The house was not told. { $about } has no account here: who lets { $about } know?
    }

AskedUntil = { $closes_at }

AboutYouAnew =
    There is a new text about you, from { $author }. The house reads it now too.
    {""}**{ $proposal }** “{ $text }”
    { $asked_count ->
        [0] Nothing is decided. We talk about it first.
       *[other] Nothing is decided. Everyone is asked about it anew until { $asked }, and you are too.
    }
    { $objects ->
        [yes] Does it meet your objection? If so, write `!consent { $proposal }`. If not: `!object { $proposal } …`
       *[no] Who could read it with you? What would you like to say about it?
    }

AboutSomebodyAnew =
    There is a new text about { $about }, from { $author }. The house reads it now too.
    {""}**{ $proposal }** “{ $text }”
    { $asked_count ->
        [0] Nothing is decided. We talk about it first.
       *[other] Nothing is decided. Everyone is asked about it anew until { $asked }.
    }
    Who reads it with { $about }?

AboutSomebodyLeft =
    { $about } is not in this house any more, so **{ $proposal }** ends here. It was about { $about }.
    The house was not told, and hears nothing of it.
    { $is_author ->
        [yes] What do you need now, and from whom?
       *[no] It was from { $author }. Who could listen to { $author } now?
    }

PersonLeft = **{ $proposal }** is about { $member }, who does not live here any more. Is it still needed?
    { $author_count ->
        [0] If not, nobody has to go on with it.
       *[other] { $author } can take it back: `!withdraw { $proposal }`
    }

TalkToSomebody =
    I can only pass things on; I cannot talk this over with you. I kept nothing of what you just wrote.
    { $professionals_count ->
        [0] Who in the house could listen to you?
       *[other] Who could listen to you? A housemate you trust, or:
            { $professionals }
    }
    `!proposals` shows what is open, and when.

IsItAboutSomebody = **{ $proposal }** names { $about }. Would it keep { $about } out of something, or set a limit for { $about } alone?
    Then { $about } should hear it first. Take it back with `!withdraw { $proposal }`, and tell me here: `!about @name …`
    If not, all is well and it simply goes on.

TalkingTakesAWeek = **{ $proposal }** is about a person, so we talk for seven days. The round opens by itself, { $opens_at }.
    Who have you not talked with yet?

ShownPrivately = **{ $agreement }** is about a person, so I show it in a private chat only.
    Ask me there: `!show { $agreement }`

PausedToTalk =
    { $member } asks for seven days more to talk about **{ $proposal }**: “{ $reason }”
    All that was to come comes seven days later. This can be done once, and is not a no.
    What would help the talk along?

PausedBefore =
    { $by } asks for seven days more to talk about **{ $proposal }**: “{ $reason }”
    The house hears it { $room_at } instead. This can be done once, and is not a no.
    Who would you like to talk with?

PauseNoted = **{ $proposal }** waits for seven days; those who know of it are told, with your reason.
    The house hears it { $room_at }. Who talks with whom first?

ProfessionalsOnly =
    This command is for those who work here as a professional. See who that is: `!who`
    What would you like from them? Ask it in the group, or with `!request`.

OnlyAboutAPerson =
    Only what is about a person can be paused, and **{ $proposal }** is not.
    What do you see? Say it in a reply to the card.

TooLateToPause = **{ $proposal }** is not open any more, so there is nothing to pause.
    How does it stand now? `!show { $proposal }`

PausedAlready = **{ $proposal }** was paused once, and that is as often as it can be.
    What is still to be said? Say it in a reply to the card.

PauseIsForAnother = **{ $proposal }** is about you, so asking for time is for another professional.
    Who could you ask? In the round you have a say like anyone: `!show { $proposal }`

HistoryAnnounced = The house was told ({ $at })

HistoryPaused = { $member } asked for seven days more to talk: “{ $reason }” ({ $at })

PersonStatus =
    We talk about this first; the round opens { $until }. { $is_paused ->
        [yes] It was paused once, for seven days.
       *[no] {""}
    }
    What happened, what do you need, and what could help? Talk with each other, not only here.

PersonCard = **{ $proposal }** About { $about }: “{ $text }”
    { $version ->
        [1] From { $author }. { $about } has a say in it too.
       *[other] From { $author }. Version { $version }.
    }{ $is_successor ->
        [yes] {" "}It comes from looking at **{ $agreement }** again.
       *[no] {""}
    }
    { $status }

PersonPollQuestion =
    { $proposal }, about { $about }: “{ $text }”
    Can you live with this?

## Between the house and its organisation

Requested = **{ $request }** { $by } asks the organisation: “{ $text }”{ $has_agreement ->
        [yes] {" "}It is about **{ $agreement }**.
       *[no] {""}
    }
    { $has_professionals ->
        [yes] By when is there an answer? A professional says it: `!promise { $request } friday` or `!answer { $request } …`
       *[no] Nobody is here as a professional yet. Who could you pass this on to?
    }

AskedAlready = That is asked already: **{ $request }** waits for an answer.
    What came of it so far? `!show { $request }`

RequestAboutPerson =
    Agreement **{ $agreement }** is about a person, and that stays in this house.
    What would help? Talk about it with a professional: `!who`

DayLine = { $day }

Promised = **{ $request }** “{ $asked }”
    { $by } promises an answer by { $due }.{ $has_text ->
        [yes] {" "}“{ $text }”
       *[no] {""}
    }{ $before_count ->
        [0] {""}
       *[other] {" "}It was { $before } before.
    }

PromiseUnclear = By which day is there an answer? I cannot read it in “{ $typed }”.
    Begin with the day: `!promise { $request } friday …`

PromiseIsPast = That day is over: { $day }. By which day is there an answer?
    Write it like this: `!promise { $request } friday`

Answered = **{ $request }** “{ $asked }”
    { $is_again ->
        [yes] { $by } has a new answer: “{ $text }”
       *[no] The answer, from { $by }: “{ $text }”
    }
    Is that enough? If not, what would you ask next?

AnsweredAlready = **{ $request }** was answered { $at }.
    Is there a new answer? `!answer { $request } …`

RequestRef = **{ $request }**

RequestMissing = { $refs_count ->
        [0] No request waits for an answer now. What was asked before? `!requests`
       *[other] Which one do you mean? Write it like this: { $usage }
            These wait for an answer:
            { $refs }
    }

RequestMalformed = Which request do you mean by “{ $typed }”? Write it like this: { $usage }
    `!requests` shows the numbers.

RequestUnknown = There is no request “{ $typed }” in this house. See all of them: `!requests`

AnswerLine = { $day }: “{ $text }”

RequestLine = **{ $request }** “{ $text }” { $answer_count ->
        [0] { $due_count ->
                [0] Asked { $asked }, no date yet.
               *[other] { $is_overdue ->
                        [yes] An answer was promised by { $due }. What is needed?
                       *[no] An answer comes by { $due }.
                    }
            }
       *[other] Answered { $answer }
    }

RequestsShown = { $waiting_count ->
        [0] No request to the organisation is open. Is something beyond what you decide here? `!request …`
       *[other] Asked of the organisation:
            { $waiting }
    }{ $answered_count ->
        [0] {""}
       *[other] {""}
            Answered lately:
            { $answered }
    }

RequestShown = All of **{ $request }**, from old to new:
    { $lines }

HistoryRequested = { $by } asked: “{ $text }” ({ $at })

HistoryPromised = { $by } promised an answer by { $due }{ $has_text ->
        [yes] : “{ $text }”
       *[no] {""}
    } ({ $at })

HistoryAnswered = { $by } answered: “{ $text }” ({ $at })

MandateKept = The role card of { $by }: “{ $text }”
    Is anything unclear? Ask { $by }. `!who` shows the card. In half a year I ask again.

MandateLine = “{ $text }” (since { $day })

VoteIsForResidents = Thanks for thinking along. The residents decide this, so your tap does not count.
    What do you see, or what would you like to ask? Say it in the group.

NudgeTurn = { $holder_count ->
        [0] **{ $role }**: nobody yet, from { $starts_at } on.
       *[other] **{ $role }**: { $before_count ->
                [0] { $holder } begins on { $starts_at }.
               *[other] { $holder } takes over from { $before } on { $starts_at }.
            }{ $mentor_count ->
                [0] {""}
               *[other] {" "}{ $mentor } shows how.
            }
    }

NudgeRequest = **{ $request }** ({ $text }): { $due_count ->
        [0] waiting for a date since { $asked }.
       *[other] { $is_overdue ->
                [yes] waiting for an answer since { $due }.
               *[no] an answer is promised by { $due }.
            }
    }

NudgeCard = { $card }

NudgeQuestion = { $question }

NudgeWords = { $is_quiet ->
        [yes] **{ $house }**, week { $week }: a quiet week. A question you could ask:
            { $question }
       *[no] **{ $house }**, week { $week }{ $turns_count ->
                [0] {""}
               *[other] {""}
                    { $turns }
            }{ $more_turns ->
                [0] {""}
               *[other] {" "}More: `!roles`
            }{ $unheard ->
                [0] {""}
                [one] {""}
                    One resident was not heard in the last three rounds. What would help?
               *[other] {""}
                    { $unheard } residents were not heard in the last three rounds. What would help?
            }{ $is_sharing ->
                [yes] {""}
                    The house asks how to share { $roles }. What could you leave to them?
               *[no] {""}
            }{ $requests_count ->
                [0] {""}
               *[other] {""}
                    { $requests }
            }{ $more_requests ->
                [0] {""}
               *[other] {" "}More: `!requests`
            }{ $without_card_count ->
                [0] {""}
               *[other] {""}
                    { $without_card }, what do you decide here, and what does the organisation? `!mandate …`
            }{ $is_monthly ->
                [yes] {""}
                    Once a month: how are expectations, attunement, roles, made to measure? Take what rubs to intervision, with experience workers.
               *[no] {""}
            }
            { $card }
    }

Nudge = { $words }

NudgeShown = Professionals read this here this week:
    { $words }

NoNudgeYet = { $has_professionals ->
        [yes] There was no note this week yet. The next one comes { $at }.
       *[no] Nobody is here as a professional, so there is no weekly note.
    }

QuestionAsked = { $question }

WeeklyQuestion = A question for this week: { $question }
    Just reply, in your own words.

QuestionsStop = Three weekly questions had no reply, so I stop asking.
    Would you like them back? `!change set question wednesday 10:00`

## The wheel

WheelBegins = { $is_yearly ->
        [yes] The wheel turns. Once a year we ask ourselves whether we still want our house this way.
       *[no] You wanted the wheel to turn. So we ask ourselves whether we still want our house this way.
    }
    For five days I ask one question a day. The first comes { $first_at }. Just reply here, or talk at dinner. I keep none of it.
    After that you look at the roles, and at what you agreed about the house itself.

WheelIsWanted = The wheel starts turning.

WheelTurnsAlready = The wheel is turning already. I go on from where we are. What has come up so far?

WheelQuestion = { $topic ->
        [core_group] Question 1 of 5. **Shall we do away with the core group?**
            Those are the few who carry much of it all. Thanks to them. Suppose nobody stood at the centre. What would fall over, and who would get room?
        [place] Question 2 of 5. **Shall we meet in another room?**
            Whom do we not see now? In which room, kitchen or garden would they feel at home?
        [rules] Question 3 of 5. **Which rules can go?**
            Which agreement would nobody miss? `!agreements` shows what holds.
        [roles] Question 4 of 5. **Which roles do we still want?**
            What would go well with nobody in charge of it? `!roles` shows who does what.
       *[likeness] Question 5 of 5. **What have we come to resemble?**
            This house began because something had to be different. What does somebody see who walks in for the first time?
    }

RoleReviewStarts =
    We look at the role **{ $role }**. Shall we keep it, change it, or end it?
    Tap the poll until { $until }. Or reply to this message with one word: keep, change or end.
    { $offline_count ->
        [0] {""}
       *[other] { $offline }
    }
    Until something else is agreed, the role stays as it is.

AskAboutRole = Who asks { $member }? Then reply with `!for { $first } keep`, or another of these words.

RoleReviewGoesOn = { $unheard ->
        [one] One of you can still answer on the role **{ $role }**, until { $until }.
       *[other] { $unheard } of you can still answer on the role **{ $role }**, until { $until }.
    }
    Keep it, change it, or end it? Tap the poll.

RoleReviewQuestion =
    The role { $role }
    Shall we keep it?

RoleReviewClosed = The poll on the role { $role } has ended. Thank you.

RolePollMended = The poll on the role **{ $role }** was ended, but we are still looking at it. What you said counts. Here is a new poll.

RolePollLeftEnded =
    The poll on the role **{ $role }** was ended again. You can answer until { $until }. What you said counts.
    Reply to the message about this role with one word: keep, change or end.

RoleReviewNoted = { $answer ->
        [keep] 👍 Noted: keep the role **{ $role }** as it is.
        [change] 🤔 Noted: change the role **{ $role }**.
       *[end] ✋ Noted: end the role **{ $role }**.
    }

SpokenOfRole = { $answer ->
        [keep] { $by } says for { $member }: keep the role **{ $role }**. Not so? ✋
        [change] { $by } says for { $member }: change the role **{ $role }**. Not so? ✋
       *[end] { $by } says for { $member }: end the role **{ $role }**. Not so? ✋
    }

SpokenOfRoleUndone = What was said for { $member } on the role **{ $role }** no longer counts. Who asks { $member }?

RoleReviewIsOver =
    We are not looking at this role any more. `!roles` shows how it is.
    Would you like it otherwise? `!change role …`

RoleStays = { $is_answered ->
        [yes] The role **{ $role }** stays as it is.
       *[no] Nobody answered on the role **{ $role }**, so it stays as it is.
    }

RoleChangeAsked =
    { $member }, you would like to change the role **{ $role }**. Thanks for saying so. How should it be?
    Write it like this: `!change role { $role } every 2 weeks`
    Without a proposal the role stays as it is.

RoleIsDiscussed = Somebody would like to end the role **{ $role }**. A proposal about it is open already: **{ $proposal }**. What do you see in it?

AgreementNamed = **{ $agreement }**{ $agreed_count ->
        [0] {" "}“{ $text }”
       *[other] : { $agreed }
    }

ProposalNamed = **{ $proposal }**

WheelDay = { $day }

WheelIsRound =
    The wheel has come round. Thanks to everyone who thought along.
    { $stayed_count ->
        [0] {""}
       *[other] This stays ({ $stayed_count }):
            { $stayed }
    }
    { $changed_count ->
        [0] {""}
       *[other] This is different now ({ $changed_count }):
            { $changed }
    }
    { $ended_count ->
        [0] {""}
       *[other] This has ended ({ $ended_count }):
            { $ended }
    }
    { $deciding_count ->
        [0] {""}
       *[other] On this we have not decided yet; it goes on as a proposal ({ $deciding_count }):
            { $deciding }
    }
    { $again_count ->
        [0] {""}
       *[other] The wheel turns again on { $again }.
    }
    What do you take along from it?

## What each command does for me

purpose-help = see what you can write here
purpose-propose = bring your idea to the whole house
purpose-quick = bring an idea and ask everyone at once
purpose-try = try something out for four weeks
purpose-urgent = tell what you did because it could not wait
purpose-proposals = see what is open now
purpose-show = read all of one proposal, agreement or request
purpose-round = start the round on your own proposal
purpose-consent = say that you have no objection
purpose-concern = share a worry; the proposal can go on
purpose-object = say what could go wrong, and for whom
purpose-aside = be heard, and let the others decide
purpose-unvote = take back your answer
purpose-resolved = say your objection is resolved; it stays a concern
purpose-amend = give your proposal a new text
purpose-withdraw = take back your own proposal
purpose-change = change how the house itself works
purpose-about = say something about a person, who hears it first
purpose-pause = ask for seven days more to talk
purpose-table = talk an objection over at the table
purpose-outcome = tell what came of it at the table
purpose-take = take a turn, or a proposal whose proposer left
purpose-mirror = see who did what in the last turns
purpose-roles = see who does what, and who is next
purpose-willing = be asked for a role
purpose-unwilling = not be asked for a role
purpose-pass = let a turn go to the next one
purpose-swap = swap a turn with somebody
purpose-handover = leave a word to who has the role next
purpose-agreements = see or search what you have agreed together
purpose-review = say whether an agreement stays
purpose-away = not be asked until you are back
purpose-back = be asked again
purpose-member = add, remove or link somebody without an account
purpose-for = pass on what somebody without an account says
purpose-guest = say that you do not live here
purpose-who = see who is who in this house
purpose-mandate = say what you decide yourself
purpose-request = ask the organisation for something
purpose-requests = see what you asked the organisation for
purpose-promise = say by when there is an answer
purpose-answer = give the answer to a request
purpose-nudge = read what professionals read this week
purpose-question = get a question to talk about
purpose-language = choose the language I speak here
purpose-settings = see how rounds work in this house
purpose-export = take along what you decided, as a file

## Parts of a usage line

arg-text = text
arg-proposal = P1
arg-proposal-or-agreement = P1 or A1
arg-agreement = A1
arg-answer = keep|change|end
arg-wording = text
arg-reason = reason
arg-outcome = adopt|withdraw
arg-words = words
arg-duration = 2 days
arg-language = en or nl
arg-objector = @name
arg-until = until friday
arg-member-act = add Jan
arg-name = name
arg-spoken = Jan consent P1
arg-person = @name
arg-why = reason
arg-role = chair
arg-role-maybe = chair
arg-role-or-proposal = chair or P1
arg-with = @name
arg-request = R1
arg-any-number = P1, A1 or R1
arg-by-when = friday text
arg-requested = text or A1
arg-command = command
arg-change = role cook every 2 weeks
arg-form = md|csv|ics|json

## Words as somebody could write them

example-propose = We eat together on Friday
example-quick = Film night on Saturday
example-try = No phones at dinner
example-urgent = The shower leaks, do not use it
example-about = We want to talk about the noise at night
example-amend = We eat together on Thursday
example-pause = I want to hear everyone first
example-handover = The shopping list is on the fridge
example-mandate = I have the keys, and can spend 50 euros
example-request = A lock on the bathroom door
example-promise = friday A plumber comes
example-answer = The lock comes on Monday

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
