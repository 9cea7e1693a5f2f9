# What somebody asks about themselves: to read what is held of them, and to be forgotten.

purpose-mydata = read what I keep about you

purpose-forgetme = have your name taken out of everything I keep

arg-sure = yes

AskMePrivately =
    That is between you and me. Write { $command } in a private chat with me.
    Start that chat from my profile, and nobody reads along.

MyData =
    Here is what I keep about you, in one file. It is for you alone.
    Is something wrong? Tell your house, or whoever looks after me. `!forgetme` takes your name out.

OwnHouse =
    { $is_here ->
        [yes] **{ $house }**
       *[no] **{ $house }** (you were there before)
    }

ForgetQuestion =
    I can take your name out of what I keep. That goes for:
    { $houses }
    You count as having left. A turn of yours goes to somebody else.
    Your name and account go from everything. I write something like “Former resident 482” instead.
    What was decided stays, with the words you wrote in it.
    I cannot take away what is in the group chat itself.
    It cannot be undone. Are you sure? Write `!forgetme yes` within an hour.

ForgetOnlyWhenSure =
    Your name is still there. Are you sure that it should go? Then write `!forgetme yes`.
    If not, you need not do anything.

Forgotten =
    It is done: your name and account are gone. I leave this chat now; you can remove it.
    { $is_here ->
        [yes] You are still in the group. Your next message there makes you a new member.
       *[no] Thank you for having been here.
    }

SomebodyForgotten =
    Somebody would rather not be named here any more. From now on I write **{ $member }**.
    What you decided together stays as it is.

own-former-resident = Former resident { $number }

own-former-offline = Former resident { $number }

own-former-professional = Former professional { $number }

own-former-guest = Former guest { $number }

# The lines of the file.

own-file = kring-my-data

own-title = What Kring keeps about me

own-you = You

own-name = Name

own-kind-resident = resident

own-kind-offline = resident without an account

own-kind-professional = professional

own-kind-guest = guest

own-joined-at = Member since

own-left-at = Left on

own-away-since = Away since

own-away-until = Away until

own-named-at = You go by this name since
own-resting-since = Not asked since

own-asked-to-rest-at = Asked whether you want to rest

own-last-heard-at = Last day you said something (never what)

own-same-as = You turned out to be somebody the house knew.

own-list-add = put on the list

own-list-remove = taken off the list

own-list-link = given an account

own-list-guest = said: I am a guest

own-by = by

own-was-called = before that called

own-undone = (undone later)

own-in-time = What you did, and what names you

own-in-whole = about you, in whole

own-by-voice = said by voice

own-written-of = somebody's words name you

own-work = What I need to do my work

own-note-private-rooms = Our private chat

own-note-held = A message of yours that I cannot read yet

own-note-handled = A note, so that I do nothing twice

own-talk = The house we talked about last

own-talk-waits = Waits for your answer

own-letter-waits = A message that is not sent yet

own-letters-sent = Messages to you or about you, without their words

own-not-here = Not in here: the group chat itself, and the backups of whoever looks after me. I do not keep what you say to each other.

own-proposed = you put forward

own-proposed-about = somebody put forward, about you

own-amended = you wrote a new text

own-withdrawn = you took it back

own-took-proposal = you took over this proposal

own-took-objection = you took over an objection

own-to-table = you took it to the table

own-told-table = you told what the table agreed

own-paused = you asked for more time to talk

own-asked = you were among those asked

own-asked-review = you were asked in the review

own-asked-role = you were asked about this role

own-left-roll = you were not asked any more

own-joined-roll = you joined those asked

own-came-during = you came while it was open

own-stance-consent = you answered: consent

own-stance-concern = you answered: a concern

own-stance-objection = you answered: an objection

own-stance-aside = you answered: aside

own-stance-none = you took your answer back

own-retracted = that answer was removed

own-reason = you gave a reason

own-reason-asked = I asked for your reason

own-reason-for = somebody gave the reason for you

own-became-concern = your objection became a concern

own-taken-over = somebody took over your objection

own-spoke-for = you spoke for somebody

own-review-keep = you said: keep it

own-review-change = you said: change it

own-review-end = you said: end it

own-review-none = you took your answer in the review back

own-review-early = your objection opened the review

own-review-waits = I asked you how it should be

own-role-review = you were the first to want this role otherwise

own-willing = you are willing

own-unwilling = you would rather not be asked

own-term = you got the turn

own-term-mentor = you help with a turn

own-term-eligible = you could have had the turn

own-passed = the turn went on from you to somebody else

own-elected = the house chose you

own-swap-by = you offered to swap

own-swap-to = somebody offered to swap with you

own-handover = you left a word for the next one

own-present = you were at home when a turn began

own-flag = you were told that the same few hold the roles

own-request = you asked the organisation

own-promise = you promised an answer

own-answer = you answered for the organisation

own-mandate = your role card

own-vote-explained = I told you that residents decide

own-nudge-to = you got this note

own-nudge-card = a note asked for your role card

own-nudge-turn = a note named your turn

own-effect = this concerns you

own-effect-run = this took effect, and concerns you

own-changed = you changed the house

own-start-people = you could be tapped in a first question

own-start-settled = you answered a first question

own-named = it names you
