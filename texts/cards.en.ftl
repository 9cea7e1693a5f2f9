### The cards of the weekly nudge, in English: one thought for who works in a house, and a sentence
### to try. Residents read them too. At most 35 words; which card comes when: governance/cards.py.
### Neither language is a translation of the other. House style: tests/texts/test_tone.py.

## The six parts a professional plays, now one and then another

card-friend-coffee = **As a friend:** have coffee with somebody this week, with no agenda at all. Try: “How are you, apart from all this?”
card-friend-saw-it = **As a friend:** something small went well this week. Tell the one who did it: “I saw that, and it helped.”
card-friend-beside = **As a friend:** who have you not talked with for a while? Sit down beside them, and leave the house's questions for later. Try: “May I join you?”

card-colleague-dishes = **As a colleague:** join in with what everyone does, such as the dishes. Ask somebody who is good at it: “How do you do this here?”
card-colleague-credit = **As a colleague:** somebody outside praises the house. Say whose work it was: “The residents came up with that. Shall we ask them?”
card-colleague-own-part = **As a colleague:** say what you find hard in your own work here. Try: “This is my part, and this is where I get stuck.”

card-opponent-beside = **As an opponent:** when the group talks about one person, stand beside whoever is alone. Slow it down: “Who has asked how this feels from the other side?”
card-opponent-slower = **As an opponent:** when things get tense around somebody, make time. Ask everyone in it the same: “What happened, what do you need, and what could help?”
card-opponent-protocol = **As an opponent:** when the group reaches for a protocol, step in with a question. Try: “What are we afraid of, and what could we simply try?”

card-driver-first-step = **As a driver:** somebody has an idea and waits for a yes. Try: “What is the first step, and what can you do today?” Then step aside.
card-driver-try-it = **As a driver:** a plan grows longer each time you talk about it. Try: “Shall we do it for four weeks, and then look?”
card-driver-nobody = **As a driver:** when nobody takes a role, leave the gap open for a while. Try: “What happens if nobody does this?” Perhaps it can go.

card-help-seeker-not-knowing = **As a help-seeker:** a hard question comes up, and everyone looks at you. Try: “I don't know either; how do we solve this?”
card-help-seeker-stuck = **As a help-seeker:** what are you stuck with yourself? Put it to a resident, and mean it: “How would you go about this?”

card-learner-first-time = **As a learner:** when somebody does something for the first time, sit back and learn along. Ask afterwards: “What did you find out that I could use?”
card-learner-own-slip = **As a learner:** when somebody tries something new, let it go its own way. Did it go wrong somewhere? Begin with yourself: “This happened to me too.”
card-learner-taught = **As a learner:** let a resident teach you something about this house. Try: “What do you know about living here that I don't?”

## What helps to step out of the centre

card-wait = Wait 48 hours before you solve something. Often it is solved by then, and not by you. Ask meanwhile: “What have you thought of already?”
card-water = Water what works. Name one thing that goes well here, and ask: “What does this need to grow?”
card-leave-three = Name three things you do here that you could leave. Choose one this week, and say so: “I leave this to you. What do you need?”
card-who-decides = Take something from last week and ask: “Who decides this, really?” Is it you? Hand it over, or say openly that it stays with you.
card-rule-to-go = Which rule can go? Ask it over coffee, and begin with a rule of your own. Try: “I don't know any more what this one is for.”
card-walk-your-talk = Walk your talk: residents take turns, and so can you. Ask your colleagues: “Which of our own tasks could go round?”
card-intervision = Look for intervision outside your own organisation, and bring an experience worker. Ask there: “Where do I take up too much room?”
card-soup = Sit down for soup and potatoes instead of a meeting. No agenda, and whoever cooks asks the first question.
card-promised = What did the organisation promise this house, and what did you? Say it at the table: “This still has to come. You will hear more on Friday.”
card-ask-upward = Fight for the house's room: when an answer does not come, ask higher up. Try: “Who decides this, and on which day do we hear it?”
card-ask-in-the-open = When the house waits for an answer, do not fill the gap yourself. Say it in the open: “I asked this again today, and I go on asking.”
card-enough = Where do we have enough: time, hands, food, room? Ask that at the table first. What is missing can wait a little.
card-share-it = When a few people carry much, thank them first. Then ask the group: “What would make it easier to share this?” Let the answer come from them.
card-hands-full = When the same people keep the same roles, look at your own hands first. Try: “What am I holding on to, and who would like it?”
card-whom-not-heard = Talking together suits those who talk easily. Who has no phone, works nights, or reads with effort? Ask them: “How would you like to be asked?”
card-last-helps-next = Who did it last helps the next one. When somebody asks you, try: “Who did this the last time? I think they know.”
card-no-is-a-gift = A no is a gift: it shows what could go wrong. Say thank you first, and then: “What do you see that I don't?”
card-otherwise-once = The same room, the same chairs, the same order? Ask at the next meeting: “What would we like to do differently, just this once?”
card-count-on = What does the house expect of you, and you of the house? Go first: “You can count on me for this, and not for that.”
card-another-chair = Sit somewhere else at the next meeting. Count to ten before you say something. Often somebody else says it.
