### De kaarten van het wekelijkse seintje, in het Nederlands: één gedachte voor wie in een huis werkt,
### en een zin om te proberen. Bewoners lezen mee. Hooguit 35 woorden; welke wanneer: governance/cards.py.
### Geen van beide talen is een vertaling van de andere. Huisstijl: tests/texts/test_tone.py.

## De zes kanten van een begeleider, nu eens de ene en dan weer de andere

card-friend-coffee = **Als vriend:** drink deze week koffie met iemand, helemaal zonder agenda. Probeer eens: “Hoe is het met je, los van dit alles?”
card-friend-saw-it = **Als vriend:** deze week ging er iets kleins goed. Zeg het tegen wie het deed: “Ik zag het, en het hielp.”
card-friend-beside = **Als vriend:** met wie heb je een tijd niet gepraat? Ga er eens naast zitten, en bewaar de vragen van het huis. Zeg bijvoorbeeld: “Mag ik erbij?”

card-colleague-dishes = **Als collega:** doe mee met wat iedereen doet, zoals de afwas. Vraag het aan wie er goed in is: “Hoe doen jullie dat hier?”
card-colleague-credit = **Als collega:** iemand van buiten prijst het huis. Zeg van wie het komt: “Dat bedachten de bewoners. Zullen we het hun vragen?”
card-colleague-own-part = **Als collega:** vertel wat je zelf lastig vindt aan je werk hier. Probeer eens: “Dit is mijn deel, en hier loop ik vast.”

card-opponent-beside = **Als tegenspeler:** praat de groep over één persoon, ga dan naast die persoon staan. Haal de vaart eruit: “Wie heeft al gevraagd hoe het voor de ander is?”
card-opponent-slower = **Als tegenspeler:** loopt het hoog op rond iemand, maak dan tijd. Stel iedereen dezelfde vraag: “Wat gebeurde er, wat heb je nodig, en wat kan helpen?”
card-opponent-protocol = **Als tegenspeler:** grijpt de groep naar een protocol, kom dan met een vraag. Probeer eens: “Waar zijn we bang voor, en wat kunnen we gewoon proberen?”

card-driver-first-step = **Als aanjager:** iemand heeft een idee, en wacht op een ja. Vraag eens: “Wat is de eerste stap, en wat kan vandaag al?” Doe dan zelf een stap opzij.
card-driver-try-it = **Als aanjager:** het plan wordt langer, elke keer dat jullie erover praten. Probeer eens: “Zullen we het vier weken gewoon doen, en dan kijken?”
card-driver-nobody = **Als aanjager:** pakt niemand een rol op, vul het gat dan niet meteen. Vraag eens: “Wat gebeurt er als niemand dit doet?” Misschien kan het weg.

card-help-seeker-not-knowing = **Als hulpvrager:** er komt een moeilijke vraag, en iedereen kijkt naar jou. Probeer eens: “Ik weet het ook niet; hoe lossen we dit op?”
card-help-seeker-stuck = **Als hulpvrager:** waar kom je zelf niet uit? Leg het voor aan een bewoner, en meen het: “Hoe zou jij dit aanpakken?”

card-learner-first-time = **Als leerling:** doet iemand iets voor het eerst, leun dan achterover en leer mee. Vraag na afloop: “Wat ontdekte jij waar ik iets aan heb?”
card-learner-own-slip = **Als leerling:** probeert iemand iets nieuws, geef het dan de ruimte. Ging er iets mis? Begin bij jezelf: “Dit is mij ook gebeurd.”
card-learner-taught = **Als leerling:** vraag een bewoner om je iets te leren over dit huis. Probeer eens: “Wat weet jij over wonen hier dat ik niet weet?”

## Wat helpt om uit het midden te stappen

card-wait = Wacht 48 uur voor je iets oplost. Vaak is het dan al opgelost, en niet door jou. Vraag intussen: “Wat heb je zelf al bedacht?”
card-water = Geef water aan wat groeit. Noem één ding dat hier goed gaat, en vraag: “Wat heeft dit nodig?”
card-leave-three = Welke drie dingen die je hier doet, kun je loslaten? Kies er deze week één, en zeg het: “Dit is nu van jullie. Wat is daarvoor nodig?”
card-who-decides = Neem iets van vorige week, en vraag: “Wie gaat hier eigenlijk over?” Ben jij het? Geef het uit handen, of zeg eerlijk dat het bij jou blijft.
card-rule-to-go = Welke regel kan weg? Vraag het bij de koffie, en begin met een regel van jezelf. Probeer eens: “Ik weet niet meer waar deze voor is.”
card-walk-your-talk = Doe zelf wat je anderen aanraadt: bewoners wisselen van rol, en jij kunt dat ook. Vraag je collega's: “Welke taak van ons kan rondgaan?”
card-intervision = Zoek intervisie buiten je eigen organisatie, en neem een ervaringswerker mee. Vraag daar: “Waar neem ik te veel ruimte in?”
card-soup = Soep en aardappels in plaats van een vergadering: schuif eens aan. Geen agenda, en wie kookt, stelt de eerste vraag.
card-promised = Wat heeft de organisatie dit huis beloofd, en wat heb jij beloofd? Zeg het aan tafel: “Dit komt nog. Vrijdag horen jullie meer.”
card-ask-upward = Vecht voor de ruimte van het huis: blijft een antwoord uit, vraag het dan hogerop. Probeer eens: “Wie beslist dit, en op welke dag horen we het?”
card-ask-in-the-open = Wacht het huis op een antwoord, vul het gat dan niet zelf. Zeg het hardop: “Ik heb het vandaag weer gevraagd, en ik blijf vragen.”
card-enough = Waarvan is hier genoeg: tijd, handen, eten, ruimte? Vraag dat eerst, aan tafel. Wat er mist, kan even wachten.
card-share-it = Dragen een paar mensen veel, dank ze dan eerst. Vraag daarna aan de groep: “Wat maakt het makkelijker om dit te delen?” Het antwoord is aan hen.
card-hands-full = Blijven rollen lang bij dezelfde mensen, kijk dan eerst naar je eigen handen. Probeer eens: “Wat houd ik vast, en wie zou het willen hebben?”
card-whom-not-heard = Samen praten past het best bij wie makkelijk praat. Wie heeft geen telefoon, werkt in de nacht, of leest met moeite? Vraag: “Hoe word jij het liefst gevraagd?”
card-last-helps-next = Wie het laatst deed, helpt de volgende. Kijken ze naar jou, zeg dan: “Wie deed dit de vorige keer? Die weet het vast.”
card-no-is-a-gift = Een nee is een cadeau: je ziet wat er mis kan gaan. Zeg eerst dank je wel, en dan: “Wat zie jij dat ik niet zie?”
card-otherwise-once = Dezelfde kamer, dezelfde stoelen, dezelfde volgorde? Vraag de volgende keer: “Wat zullen we vandaag eens anders doen?”
card-count-on = Wat verwacht het huis van jou, en jij van het huis? Begin zelf: “Hiervoor kun je op mij rekenen, en daarvoor niet.”
card-another-chair = Ga bij het volgende overleg eens ergens anders zitten. Tel tot tien voor je iets zegt. Vaak zegt een ander het dan.
