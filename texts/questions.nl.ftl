### De waaromvragen voor de groep, in het Nederlands: over redenen en gewoontes, over niemand in het
### bijzonder. Eén zin, hooguit 16 woorden, geen goed antwoord. Volgorde: governance/cards.py.
### Geen van beide talen is een vertaling van de andere. Huisstijl: tests/texts/test_tone.py.

## Waarom we doen wat we doen

question-ask-a-housemate = Wat zou je een huisgenoot willen vragen over wat die doet?
question-this-room = Waarom komen we in deze ruimte bij elkaar?
question-this-moment = Waarom komen we juist op deze dag en deze tijd bij elkaar?
question-nobody-would-miss = Welke afspraak zou niemand missen?
question-good-reason = Welke regel heeft hier een goede reden, en welke reden is dat?
question-oldest-agreement = Waar komt onze oudste afspraak vandaan?
question-hard-to-remember = Welke afspraak onthoud je moeilijk, en hoe komt dat?
question-always-the-same = Wat doen we altijd op dezelfde manier, en waar is dat voor?
question-chores = Waarom verdelen we de klussen zoals we ze verdelen?
question-by-itself = Wat gaat hier goed zonder dat iemand het regelt?
question-enough = Waarvan is er in dit huis genoeg?
question-decided-elsewhere = Wat wordt ergens anders beslist dat we hier zelf kunnen beslissen?

## Samen wonen

question-join-in = Wat maakt meedoen hier makkelijk, en wat maakt het lastig?
question-learned-here = Wat heb je van iemand in dit huis geleerd?
question-show-somebody = Wat zou jij een ander hier kunnen voordoen?
question-changed-here = Wat is er in dit huis veranderd sinds jij er woont?
question-try-a-week = Wat zou je hier een week willen uitproberen?
question-stop-a-month = Waar kunnen we een maand mee stoppen?
question-feels-like-home = Wanneer voelt dit huis als thuis?
question-place-in-the-house = Waar in huis zit je graag, en waarom daar?
question-what-for = Waar is dit huis voor, in je eigen woorden?
question-somebody-new = Wat zou je vertellen aan iemand die hier morgen komt wonen?
question-visitor = Wat valt een bezoeker hier als eerste op?
question-our-words = Welk woord gebruiken we hier dat een nieuwkomer niet kent?
question-neighbours = Wat zouden de buren over ons willen weten?
question-good-chair = Wat doet een goede voorzitter wel, en wat niet?
question-curious-about = Over welke taak in huis zou je meer willen weten?
question-not-agreeing = Wat helpt als we het niet eens zijn?
question-small-thing = Welk klein ding maakt een dag hier beter?
question-shared = Wat delen we, en wat houden we liever voor onszelf?
question-being-asked = Hoe wil je dat iemand je iets vraagt?
question-eating-together = Wat maakt samen eten fijn?
question-custom = Welke gewoonte van ergens anders zou je hier willen hebben?
question-organisation = Wat zou je aan de organisatie willen vragen?
