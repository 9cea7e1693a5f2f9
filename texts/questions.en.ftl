### The why-questions for the house chat, in English: about reasons and habits, about nobody in
### particular. One sentence, at most 16 words, with no right answer. Order: governance/cards.py.
### Neither language is a translation of the other. House style: tests/texts/test_tone.py.

## Why we do what we do

question-ask-a-housemate = Which question would you like to ask a housemate about what they do?
question-this-room = Why do we meet in this room?
question-this-moment = Why do we meet on this day, at this time?
question-nobody-would-miss = Which agreement would nobody miss?
question-good-reason = Which rule here has a good reason, and what is that reason?
question-oldest-agreement = Where does our oldest agreement come from?
question-hard-to-remember = Which agreement is hard to remember, and how come?
question-always-the-same = What do we always do in the same way, and what for?
question-chores = Why do we share out the chores the way we do?
question-by-itself = What goes well here without anybody arranging it?
question-enough = What do we have enough of in this house?
question-decided-elsewhere = What is decided elsewhere that we could decide here ourselves?

## Living together

question-join-in = What makes it easy to join in here, and what makes it hard?
question-learned-here = What did you learn from somebody in this house?
question-show-somebody = What could you show somebody else here?
question-changed-here = What has changed in this house since you came?
question-try-a-week = What would you like to try here for a week?
question-stop-a-month = What could we stop doing for a month?
question-feels-like-home = When does this house feel like home?
question-place-in-the-house = Where in the house do you like to be, and why there?
question-what-for = What is this house for, in your own words?
question-somebody-new = What would you tell somebody who moves in tomorrow?
question-visitor = What would a visitor notice first here?
question-our-words = Which word do we use here that a newcomer would not know?
question-neighbours = What would the neighbours like to know about us?
question-good-chair = What does a good chair do, and what not?
question-curious-about = Which task in the house would you like to know more about?
question-not-agreeing = What helps when we do not agree?
question-small-thing = Which small thing makes a day here better?
question-shared = What do we share, and what would we rather keep to ourselves?
question-being-asked = How do you like to be asked for something?
question-eating-together = What makes a meal together a good one?
question-custom = Which custom from somewhere else would you like to have here?
question-organisation = What would you like to ask the organisation?
