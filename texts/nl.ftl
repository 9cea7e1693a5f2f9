### Wat Kring in het Nederlands zegt. Een bericht heet naar zijn uitkomst; de velden zijn de variabelen.
### Geen van beide talen is een vertaling van de andere. Huisstijl: tests/texts/test_tone.py.

## Binnenkomen, en het huis zelf

Welcome =
    Hallo, ik ben Kring. Met mij nemen jullie hier samen besluiten.
    Met `!voorstel …` breng je een idee in. We vragen het iedereen, en elk bezwaar telt.
    Wat er nog meer is, zie je met `!hulp`. Engels kan ook: `!taal en`.
    Wat jullie tegen mij zeggen, bewaar ik: opdrachten en antwoorden. Wat jullie tegen elkaar zeggen, bewaar ik niet.
    Hoe willen jullie het hier samen regelen?

# De drie vragen daarna. Wie de eerste leest, kent misschien maar een van de twee talen.
StartQuestion = { $matter ->
        [language] In welke taal zal ik hier praten? Which language shall I speak?
        [chair] De voorzitter begint als jullie overleggen. Hoe vaak is een ander aan de beurt?
       *[professional] Wie van jullie werkt hier als begeleider? Bewoners besluiten samen. Begeleiders krijgen in een ronde geen vraag. Is er nog een? `!inrichten begeleider @naam`
    }

StartChoice = { $choice ->
        [en] English
        [nl] Nederlands
        [every-week] Elke week
        [every-2-weeks] Elke 2 weken
        [every-4-weeks] Elke 4 weken
        [no-chair] Nu geen voorzitter
        [nobody] Niemand
       *[skip] { $matter ->
                [language] Overslaan / Skip
               *[other] Overslaan
            }
    }

StartTyped = { $matter ->
        [language] Je kunt ook `!taal nl` of `!taal en` schrijven.
        [chair] Je kunt ook `!inrichten rol voorzitter elke 2 weken` of `!inrichten einde rol voorzitter` schrijven.
       *[professional] Je kunt ook `!inrichten begeleider @naam` schrijven.
    }

StartClosed = Deze vraag is voorbij. Wat jullie inrichtten, zie je met `!instellingen` en `!rollen`.

MovedHere = We gaan hier verder. Voorstellen, antwoorden en afspraken zijn meegekomen.
KringChanged = Vanaf nu ben ik de Kring van dit huis. Ik weet wat jullie hebben besloten en ga daarmee verder.
AnotherIsHere = { $account } is de Kring van dit huis, dus ik ga weer weg. Willen jullie liever mij? Zet eerst { $account } uit de kamer en nodig mij dan uit.
AnotherComesAlong = { $account } is de Kring van dit huis, dus ik ga weer weg. Nodig { $account } uit in deze kamer: die neemt mee wat het huis heeft besloten.

CannotRead =
    Ik kan niet lezen wat { $member } schreef. Het is versleuteld, en de sleutel is er nog niet.
    { $member }, wil je het nog een keer sturen?

CannotReadYou = Ik kan niet lezen wat je schreef. Het is versleuteld, en de sleutel is er nog niet. Wil je het nog een keer sturen?

CameLate = Sorry, ik was er een tijd niet (sinds { $since }). Dit komt daarom later dan bedoeld.

TimeStoodStill =
    Ik kan hier weer praten. Sinds { $since } kon dat niet, dus ik heb gewacht.
    { $was_out ->
        [yes] Wat jullie intussen tegen mij zeiden, is niet bij mij aangekomen. Willen jullie het nog een keer zeggen?
       *[no] Wat jullie intussen tegen mij zeiden, telt.
    }
    { $lines_count ->
        [0] Er staat nu niets open.
       *[other] Jullie krijgen die tijd erbij:
            { $lines }
    }

PollMended = De peiling over **{ $proposal }** is te vroeg gestopt. Antwoorden kan tot { $closes_at }, en wat je zei, telt. Hier is een nieuwe peiling.

PollLeftEnded =
    De peiling over **{ $proposal }** is weer gestopt, en er komt geen nieuwe. Antwoorden kan tot { $closes_at }, en wat je zei, telt.
    Reageer op de kaart, of schrijf: `!akkoord { $proposal }`, `!bedenking { $proposal } …`, `!bezwaar { $proposal } …` of `!zondermij { $proposal }`.

PrivateWelcome =
    Hallo. Hier kun je mij iets vragen, de groep leest niet mee.
    Met `!voorstellen` zie je wat er open staat, met `!hulp` de rest.
    Wat je op een voorstel antwoordt, telt voor het huis. Het huis kan het ook zien.

PrivateStranger =
    Hallo. Wij zitten nog niet samen in een huis. Ik werk in de groepsapp van een huis.
    Woon je in zo'n huis? Vraag je huisgenoten om mij daar uit te nodigen.

OfHouse = **{ $house }:**

HouseLine = **{ $number }** { $house }

HouseBornLine = **{ $number }** { $house } (met mij sinds { $born_at })

WhichHouse = { $is_urgent ->
        [yes] **112** bel je als iemand in gevaar is. Doe dat eerst.
            {""}
       *[no] {""}
    }Voor welk huis is dit?
    { $houses }
    Stuur het nummer of de naam. Daar blijf ik bij, tot je een uur niets schrijft.

HouseUnclear =
    Geen van je huizen heet “{ $typed }”. Welk huis bedoel je?
    { $houses }
    Stuur het nummer of de naam.

HouseChosen =
    Goed, wat je hier schrijft is nu voor dit huis.
    Is iets voor een ander huis van je? Stuur de naam van dat huis.

OfAHouseTheyLeft =
    Dat bericht is van een huis waar je niet meer in zit.
    Is dit voor het huis waar je nu in zit? Stuur het dan nog eens, maar niet als antwoord.

ProfessionalNamed =
    { $member } is hier als begeleider. De bewoners beslissen, een begeleider denkt mee.
    Vragen daarover? Stel ze aan { $member }.

DoneInTheRoom = Gedaan. Het staat nu in de groep van het huis, waar iedereen het kan lezen.

LanguageSet =
    Vanaf nu praat ik hier Nederlands. Engelse opdrachten werken nog steeds.
    Terug naar Engels? `!taal en`

# Zonder punt: het staat ook in andere zinnen, en met een bereik op de plek van de waarde.
SettingLine = { $setting ->
        [talk_hours] Over een voorstel praten we eerst { $value }
        [round_hours] Een ronde duurt { $value }
        [quick_hours] Een snelle ronde duurt { $value }
        [grace_hours] Wie niet gehoord is, kan na een ronde nog { $value } antwoorden
        [quorum] Een ronde heeft antwoord nodig van { $value }
        [min_heard] Een ronde heeft antwoord nodig van minstens { $value }
        [integrate_days] Na een bezwaar zoeken we { $value } naar een nieuwe tekst
        [max_open_rounds] Tegelijk lopen er hooguit { $value }
        [review_months] Naar een afspraak kijken we weer na { $value }
        [publish_days] Een beurt hoor je { $value } van tevoren
        [term_limit] In een rol heeft iemand hooguit { $value } achter elkaar
        [newcomer_days] Wie nieuw is, kan na { $value } een eerste beurt krijgen
        [flag_private_hours] Rollen bij dezelfde mensen: eerst een woord aan hen, na { $value } een vraag aan allen
        [nudge_time] Het seintje voor begeleiders komt op { $value }
        [question] Een vraag aan iedereen, elke week: { $value }
        [quiet_hours] Rustige uren, waarin ik wacht: { $value }
        [timezone] Onze klok: { $value }
        [language] Ik spreek { $value }
       *[other] { $setting }: { $value }
    }

SettingsShown =
    Zo gaat het in dit huis. Achter elke regel staat hoe je die verandert:
    { $lines }
    Past dat nog bij jullie? Wat er nog meer kan: `!hulp inrichten`

## Hulp

HelpLine = { $usage }: { $purpose }

HelpShown =
    Dit kun je hier schrijven:
    { $lines }
    Meer zien? Met `!hulp alles` zie je elke opdracht.

HelpAllShown =
    Dit zijn alle opdrachten:
    { $lines }
    Over welke wil je meer weten? Probeer eens `!hulp ronde`.

HelpOne =
    { $usage }: { $purpose }.
    In het Engels is het `!{ $other }`; beide woorden werken.

UnknownCommand = Het woord “{ $word }” ken ik niet. Met `!hulp` zie je welke woorden ik wel ken.

DidYouMean =
    Het woord “{ $word }” ken ik niet. Bedoel je { $command }?
    Stuur je bericht dan opnieuw met dat woord.

PlainTalk =
    Ik lees alleen korte opdrachten, dus hier kan ik niet op antwoorden.
    Een idee voor het huis? Schrijf `!voorstel`, en dan je idee.
    Een vraag aan iedereen? Stel die in de groep.
    Liever met één iemand praten? Met `!wie` zie je wie hier woont en werkt.
    Met `!hulp` zie je wat ik kan.

EditNotRead =
    Ik lees een bericht maar één keer. Je wijziging heb ik dus gemist.
    Wil je een nieuw bericht sturen? Gebruik { $command }.

FileNotSent =
    Sorry, ik kon het bestand niet versturen. Het komt er niet door.
    Wil je het zeggen tegen wie mij beheert?

Crashed =
    Sorry, er ging iets mis bij mij. Er is niets van bewaard. Wil je het nog eens proberen?
    Gebeurt het weer, geef dit dan door aan wie mij beheert: **{ $reference }**

## Wat er getypt is, en wie het mag

TextMissing = Er mist nog iets. Bijvoorbeeld: { $usage }

TextTooLong =
    Je tekst heeft { $length } tekens, en er passen er { $limit }. Wat is het belangrijkste?
    De rest kan in een antwoord op de kaart.

NumberMissing =
    Welk nummer bedoel je? Schrijf het zo, of antwoord op de kaart: { $usage }
    Met `!voorstellen` zie je de nummers.

NumberMalformed =
    Welke bedoel je met “{ $typed }”? Schrijf het zo: { $usage }
    Met `!voorstellen` en `!afspraken` zie je de nummers.

NumberUnknown =
    “{ $number }” bestaat niet in dit huis.
    Met `!voorstellen` zie je wat er open staat, met `!afspraken` wat er is afgesproken.

DurationUnclear =
    Hoe lang is “{ $typed }”? Dat kan ik niet lezen.
    Schrijf het zo: `!ronde P1 2 dagen`. Uren mag ook.

DurationOutOfRange =
    Een ronde duurt minstens { $shortest } en hooguit { $longest }.
    Hoe lang wil je? `!ronde { $proposal } { $shortest }`

LanguageUnknown =
    “{ $typed }” spreek ik niet. Ik spreek Nederlands en Engels.
    `!taal nl` of `!taal en`?

TooManyWords = Ik begrijp niet alle woorden. Schrijf het zo: { $usage }

MemberUnknown =
    Ik weet niet wie “{ $typed }” is. Schrijf de naam zoals die in de groep staat.
    Met `!wie` zie je alle namen.

ResidentsOnly =
    Deze opdracht is voor wie hier woont.
    Wil je dat het gebeurt? Vraag het een bewoner, die kan het doen.

ResidentsDecide = { $is_professional ->
        [yes] Hierover beslissen de bewoners, en jij denkt mee als begeleider.
       *[no] Hierover beslist wie hier woont, en jij bent hier als gast.
    } { $is_about_somebody ->
        [yes] Met wie zou je eerst kunnen praten?
       *[no] Wat zie jij, of wat wil je vragen? Zeg het in de groep.
    }{ $can_be_paused ->
        [yes] {" "}Is er meer tijd nodig? Eén keer kan het zeven dagen langer: `!pauze { $proposal } …`
       *[no] {""}
    }

ProposersOnly = **{ $proposal }** is van { $author }. Daarom kan alleen { $author } dit doen.
    Wat zou jij graag zien? Zeg het in een antwoord op de kaart.

NotOnTheRoll =
    In een ronde krijgt iedereen de vraag die hier woont als ze begint.
    Bij **{ $proposal }** ben jij daarom niet gevraagd. Wat zie jij? Zeg het in een antwoord op de kaart.

NoObjectionStands =
    Ik zie geen open bezwaar tegen **{ $proposal }** dat je hiermee kunt afsluiten.
    Met `!toon { $proposal }` zie je hoe het ervoor staat.

## Wie hier woont

DateUnclear =
    Welke dag is “{ $typed }”? Dat kan ik niet lezen.
    Schrijf het zo: `!afwezig tot vrijdag`, of `!afwezig tot 24 december`.

AwayUntilThePast =
    Ik lees { $day }. Dat is vandaag, of al voorbij. Tot wanneer ben je weg?
    Schrijf het zo: `!afwezig tot vrijdag`. Zonder dag noteer ik vier weken.

AwayTooLong =
    Ik lees { $day }. De verste dag die ik kan noteren, is { $latest }.
    Weet je het nog niet? Schrijf `!afwezig` zonder dag. Dan noteer ik vier weken.

AwayUntil =
    Je bent weg tot { $day }. Nieuwe rondes en beurten slaan je tot dan over.
    Wil je toch ergens op antwoorden? Dat kan gewoon. Eerder terug? `!terug`

AwayForNow =
    Tot wanneer ben je weg? Ik noteer voor nu vier weken, tot { $day }.
    Is het een andere dag? `!afwezig tot vrijdag` Eerder terug? `!terug`

BackAgain = { $was_away ->
        [yes] Welkom terug. Bij nieuwe rondes vragen we je weer. Met `!voorstellen` zie je wat er open staat.
       *[no] Je stond niet als weg genoteerd, dus we vragen je toch al. Met `!voorstellen` zie je wat er open staat.
    }

GuestNow =
    Je bent hier nu als gast, dus bij rondes vragen we je niet meer. Meelezen en vragen stellen kan gewoon.
    Was het een vergissing? Schrijf binnen 48 uur nog eens `!gast`.

ResidentAgain = Je woont hier, dus we vragen je weer. Dat geldt ook voor wat al open stond.

GuestAlready = Je bent hier als gast. Woon je hier nu wel? Vraag een bewoner om het in te brengen: `!inrichten bewoner …`

ProfessionalIsNoGuest =
    Je bent hier als begeleider, dus bij rondes vragen we je toch al niet.
    Past dat niet meer? Praat erover met de bewoners.

MemberTold = { $act ->
        [add] { $member } woont hier zonder account, zegt { $by }. Bij nieuwe rondes vragen we { $member } ook.
            Een bewoner kan hier schrijven wat { $member } zegt: `!namens`
        [remove] { $member } woont hier niet meer, zegt { $by }. Bij rondes vragen we { $member } niet meer.
       *[link] { $member } heeft hier nu een account, zegt { $by }. Daarmee antwoordt { $member } voortaan zelf.
    }
    Klopt het niet? Reageer hier binnen 48 uur met ✋, dan draai ik het terug.

MemberUndone = { $act ->
        [add] Het klopt niet, zegt { $by }: { $member } is weer van de lijst af.
        [remove] Het klopt niet, zegt { $by }: { $member } staat weer op de lijst.
       *[link] Het klopt niet, zegt { $by }: { $member } heeft hier toch geen account.
    }

NameTaken =
    Er staat al een “{ $name }” op de lijst. Is dit iemand anders?
    Zet dan iets achter de naam waaraan je ze uit elkaar houdt.

NameTooLong = De naam heeft { $length } tekens, en er passen er { $limit }. Hoe noemen jullie elkaar thuis?

NameImpossible = “{ $name }” kan ik niet als naam gebruiken. Hoe noemen jullie elkaar thuis?

MemberWordUnclear =
    Ik begrijp niet wat ik met “{ $typed }” moet doen. Schrijf één hiervan, met een naam:
    `!lid erbij …`, `!lid weg …` of `!lid koppel … @account`

HasAnAccount =
    { $member } heeft hier een account. Wie uit de groep gaat, is meteen van de lijst af.
    Met `!wie` zie je wie geen account heeft.

LinkNeedsAccount =
    Welk account is het? Het moet in deze groep zitten, en ik vond het niet.
    Schrijf eerst de naam op de lijst, dan het account: `!lid koppel … @account`

LinkTooLate =
    { $other } doet met dat account al mee aan **{ $proposal }**. Dan zou allebei voor { $member } tellen.
    Wil je het nog eens proberen als **{ $proposal }** voorbij is?

NotALink = { $other } is hier als begeleider. Welk account heeft { $member }?

SayItInTheRoom = Dit doen we waar iedereen het kan lezen. Wil je { $command } in de groep van het huis schrijven?

NameOption = { $has_account ->
        [yes] { $write }
       *[no] { $member }, zonder account
    }

SeveralMeant =
    Er zijn meer mensen die “{ $typed }” heten. Wie bedoel je? Schrijf één hiervan:
    { $options }

SpeaksForThemselves =
    { $member } heeft hier een account, en antwoordt daarmee. `!namens` is voor wie er geen heeft.
    Wil je het { $member } vragen?

CannotBeSpoken = Voor iemand anders kun je een antwoord geven, of iets zeggen over een beurt. Schrijf het zo: { $usage }

SpokenFor = { $stance ->
        [consent] { $by } zegt namens { $member }: akkoord met **{ $proposal }**. Klopt het niet? ✋
        [concern] { $by } zegt namens { $member }: een bedenking bij **{ $proposal }**. Klopt het niet? ✋
        [objection] { $by } zegt namens { $member }: een bezwaar tegen **{ $proposal }**. Klopt het niet? ✋
       *[aside] { $by } zegt namens { $member }: zonder mij, bij **{ $proposal }**. Klopt het niet? ✋
    }

SpokenReview = { $answer ->
        [keep] { $has_text ->
            [yes] { $by } zegt namens { $member }: **{ $agreement }** houden, “{ $text }”. Klopt het niet? ✋
           *[no] { $by } zegt namens { $member }: **{ $agreement }** houden. Klopt het niet? ✋
        }
        [change] { $has_text ->
            [yes] { $by } zegt namens { $member }: **{ $agreement }** wijzigen in deze woorden. Klopt het niet? ✋
           *[no] { $by } zegt namens { $member }: **{ $agreement }** wijzigen. Klopt het niet? ✋
                Hoe moet het dan? `!namens`
        }
       *[end] { $has_text ->
            [yes] { $by } zegt namens { $member }: stoppen met **{ $agreement }**, “{ $text }”. Klopt het niet? ✋
           *[no] { $by } zegt namens { $member }: stoppen met **{ $agreement }**. Klopt het niet? ✋
        }
    }

SpokenWiped = { $by } zegt namens { $member }: geen antwoord meer op **{ $proposal }**.

AboutThem = Voor { $member }: { $answer }

SpokenUndone = Wat namens { $member } over **{ $proposal }** gezegd is, telt niet meer. Wie vraagt het { $member }?

SpokenUndoneAskedAgain =
    Wat namens { $member } over **{ $proposal }** gezegd is, telt niet meer. Zonder dat zijn er te weinig mensen gehoord.
    Daarom vragen we het iedereen nog eens, tot { $closes_at }. Tik op de peiling, of schrijf `!akkoord { $proposal }`.

RestQuestion =
    Hallo { $member }. De laatste rondes gingen voorbij zonder een antwoord van jou, en dat is prima.
    Zullen we je een tijdje niets vragen? Dan hoef je niets te doen.
    Wil je wel gevraagd worden? Schrijf me dan iets, wat dan ook.

AskedFromNowOn = Fijn om iets van je te horen. Vanaf de volgende ronde vragen we je weer. Met `!voorstellen` zie je wat er open staat.

WhoUntil = { $day }

WhoLine = { $member }{ $is_offline ->
        [yes] , zonder account
       *[no] {""}
    }{ $is_away ->
        [yes] { $until_count ->
                [0] , voorlopig weg
               *[other] , weg tot { $until }
            }
       *[no] {""}
    }{ $card_count ->
        [0] {""}
       *[other] {""}
            { $card }
    }

WhoShown =
    Wie is wie in dit huis:
    { $residents_count ->
        [0] {""}
       *[other] **Bewoners**
            { $residents }
    }
    { $professionals_count ->
        [0] {""}
       *[other] **Begeleiders**
            { $professionals }
    }
    { $guests_count ->
        [0] {""}
       *[other] **Gasten**
            { $guests }
    }
    Een tijdje weg? `!afwezig`

## Antwoorden

StillTalking =
    We praten nog over **{ $proposal }**. De ronde begint { $opens_at }.
    Weet je het al? Reageer op de kaart met 👍 🤔 ✋ of 🤷. Dat telt zodra de ronde begint.

RoundIsOpen =
    De ronde over **{ $proposal }** loopt al, tot { $closes_at }.
    Wat zeg jij? Tik op de peiling, of schrijf `!akkoord { $proposal }`.

RoundIsOver = { $state ->
        [adopted] **{ $proposal }** is al een afspraak, sinds { $since }. Is er iets nieuws? Met `!bezwaar { $agreement } …` kijken we er weer naar.
        [withdrawn] **{ $proposal }** is teruggenomen, { $since }. { $is_about_somebody ->
            [yes] Wat kan nu helpen?
           *[no] Wil jij ermee verder? `!voorstel …`
        }
        [lapsed] **{ $proposal }** is gestopt, { $since }. Dat is geen nee. { $is_about_somebody ->
            [yes] Wat kan nu helpen?
           *[no] Het mag opnieuw: `!voorstel …`
        }
        [stalled] **{ $proposal }** rust sinds { $since }: er kwam niets van de tafel. { $is_about_somebody ->
            [yes] Wat kan nu helpen?
           *[no] Het mag opnieuw: `!voorstel …`
        }
       *[other] **{ $proposal }** is gesloten, sinds { $since }. Is er iets nieuws? `!voorstel …`
    }

RoundIsClosed =
    De ronde over **{ $proposal }** is voorbij, en er staat een bezwaar open. Wat kan helpen? Antwoord op de kaart.
    Met een nieuwe tekst begint { $author } een nieuwe ronde: `!wijzig { $proposal } …`

HeardAlready =
    Je bent gehoord over **{ $proposal }**, dank je. Nu is de beurt aan wie nog niet gehoord is.
    Kan het kwaad voor iemand? `!bezwaar { $proposal } …` kan tot { $until }.

NothingToTakeBack =
    Er is geen antwoord van jou op **{ $proposal }** om terug te nemen.
    Wil je er een geven? Tik op de peiling, of schrijf `!akkoord { $proposal }`.

ReasonNeeded =
    { $member }, bij je bezwaar tegen **{ $proposal }** zijn nu een paar woorden nodig.
    Wat kan er misgaan, en voor wie? `!bezwaar { $proposal } …`

SameText = **{ $proposal }** heeft deze tekst al. Wat wil je anders?
    `!wijzig { $proposal } …`

StanceNoted = { $stance ->
        [consent] 👍 Je bent akkoord met **{ $proposal }**. Dat staat genoteerd.
        [concern] 🤔 Je bedenking gaat mee met **{ $proposal }**.
        [objection] ✋ Je bezwaar tegen **{ $proposal }** is gehoord. Dank je.
       *[aside] 🤷 Je bent gehoord over **{ $proposal }**. De anderen beslissen.
    }

IsItACondition =
    Dank je. Ik heb nog geen antwoord genoteerd, vanwege “{ $words }”.
    Goed zoals het er staat? `!akkoord { $proposal }`
    Een zorg die meegaat? `!bedenking { $proposal } …`
    Kan het kwaad? `!bezwaar { $proposal } …`

StanceWiped =
    Je antwoord op **{ $proposal }** is weg.
    Opnieuw antwoorden? Tik op de peiling, of schrijf `!akkoord { $proposal }`.

ReasonNoted = Dank je. Dit gaat in je eigen woorden mee met het bezwaar tegen **{ $proposal }**.

RoundLine =
    De ronde over **{ $proposal }** is open tot { $closes_at }. Tik op de peiling, of schrijf:
    👍 `!akkoord { $proposal }`
    🤔 `!bedenking { $proposal } …`
    ✋ `!bezwaar { $proposal } …`
    🤷 `!zondermij { $proposal }`

## Bezwaren

AskedAgain =
    Het bezwaar tegen **{ $proposal }** is voorbij, maar er zijn te weinig mensen gehoord. Daarom vragen we het iedereen nog eens.
    De nieuwe ronde is open tot { $closes_at }. Tik op de peiling, of schrijf `!akkoord { $proposal }`.

ReasonQuestion =
    Fijn dat je iets zegt over **{ $proposal }**, { $member }. Wat kan er misgaan, en voor wie?
    Eén zin is genoeg. Antwoord hier, of spreek een bericht in.
    We wachten op je tot { $until }.

ReasonDidNotCome =
    { $member }, ik weet nog niet wat er mis kan gaan met **{ $proposal }**.
    Daarom gaat je bezwaar mee als bedenking. Is het voor jou nog een bezwaar?
    Met één zin is het terug: `!bezwaar { $proposal } …`

ObjectorAsked =
    { $member }, volgens { $author } is je bezwaar tegen **{ $proposal }** opgelost. Wat vind jij?
    Klopt het, schrijf dan `!opgelost { $proposal }`. Klopt het niet, dan blijft het staan. Vertel { $author } wat er nog mist.

ObjectorWasAsked =
    Ik vraag { $member } of het bezwaar tegen **{ $proposal }** is opgelost.
    Alleen { $member } kan dat zeggen.

VoiceLine = { $words ->
        [voice] { $is_own ->
                [yes] { $member }: ingesproken
               *[no] { $member }: ingesproken door { $by }
            }
        [none] { $is_own ->
                [yes] { $member }: 🤔
               *[no] { $member }, gezegd door { $by }: 🤔
            }
       *[written] { $is_own ->
                [yes] { $member }: “{ $reason }”
               *[no] { $member }, gezegd door { $by }: “{ $reason }”
            }
    }

ObjectionIsOpen = { $objections_count ->
        [one] Er is een bezwaar tegen **{ $proposal }**. Dat is een cadeau: zo zien we wat er mis kan gaan.
       *[other] Er zijn { $objections_count } bezwaren tegen **{ $proposal }**. Dat zijn cadeaus: zo zien we wat er mis kan gaan.
    }
    { $objections }
    Hoe kan de tekst anders, zodat het voor iedereen werkt? Denk mee.
    { $author }, een nieuwe tekst schrijf je zo: `!wijzig { $proposal } …`
    Is het jouw bezwaar, en is het opgelost? Schrijf dan `!opgelost { $proposal }`.

ReopenedByObjection = { $objections_count ->
        [one] Er is een bezwaar tegen **{ $proposal }**. Afspraak **{ $agreement }** gaat dus niet in. Een cadeau: we zien het op tijd.
       *[other] Er zijn { $objections_count } bezwaren tegen **{ $proposal }**. Afspraak **{ $agreement }** gaat dus niet in. Cadeaus: we zien ze op tijd.
    }
    { $objections }
    Hoe kan de tekst anders, zodat het voor iedereen werkt? Denk mee.
    { $author }, een nieuwe tekst schrijf je zo: `!wijzig { $proposal } …`
    Is het jouw bezwaar, en is het opgelost? Schrijf dan `!opgelost { $proposal }`.

## Terwijl een ronde loopt

NotHeardYet = { $unheard ->
        [one] Eén van jullie is nog niet gehoord over **{ $proposal }**. De ronde is open tot { $closes_at }.
       *[other] Nog { $unheard } van jullie zijn niet gehoord over **{ $proposal }**. De ronde is open tot { $closes_at }.
    }
    Ben jij het? Tik op de peiling, of schrijf:
    👍 `!akkoord { $proposal }` · 🤔 `!bedenking { $proposal } …` · ✋ `!bezwaar { $proposal } …` · 🤷 `!zondermij { $proposal }`

SomebodyCanSay = { $names_count ->
        [one] Wat vindt { $names } van **{ $proposal }**? Iemand kan het vragen, en hier zeggen tot { $closes_at }.
       *[other] Wat vinden zij van **{ $proposal }**? Iemand kan het vragen, en hier zeggen tot { $closes_at }:
            { $names }
    }
    Schrijf bijvoorbeeld: `!namens { $first } akkoord { $proposal }`

YourTurn =
    Je kunt nog iets zeggen van **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] , over { $about }
    }, tot { $closes_at }: “{ $text }”
    Kun je ermee leven? Antwoord met één woord: akkoord, bedenking, bezwaar of zondermij.

ManyAsides = { $aside ->
        [one] Eén van de { $heard } gehoorden over **{ $proposal }** zegt: zonder mij. Daarom vraag ik het nog één keer.
       *[other] Van de { $heard } gehoorden over **{ $proposal }** zeggen er { $aside }: zonder mij. Daarom vraag ik het nog één keer.
    }
    Wat maakt het ook van jou? Antwoord op de kaart.
    Antwoorden kan tot { $until }. Zonder bezwaar is het dan een afspraak.

RoundWaits = { $ahead ->
        [one] Het gesprek over **{ $proposal }** is klaar. Er gaat één ronde voor, dus deze wacht op haar beurt.
       *[other] Het gesprek over **{ $proposal }** is klaar. Er gaan er { $ahead } voor, dus deze ronde wacht op haar beurt.
    }
    Ze begint vanzelf als er een ronde klaar is. Je hoeft niets te doen.

StillQueued = **{ $proposal }** wacht op een beurt: niet te veel rondes tegelijk. De ronde begint vanzelf als er een klaar is.
    Weet je het al? Reageer op de kaart met 👍 🤔 ✋ of 🤷.

## Wie komt en gaat

Greeted =
    Welkom, { $member }. Dit staat hier open:
    { $lines }
    Bij een nieuwe tekst vragen we jou ook. Kan iets hiervan kwaad? `!bezwaar P1 …`, met het nummer.

AskedNextTime =
    De ronde over **{ $proposal }** begon voordat jij kwam. Bij een nieuwe tekst vragen we jou ook.
    Kan het kwaad voor iemand? Dat kun je nu al zeggen: `!bezwaar { $proposal } …`

ObjectorLeft =
    { $member } woont hier niet meer. Het bezwaar tegen **{ $proposal }** blijft open tot { $until }:
    { $objections }
    Is het ook jouw bezwaar? Met `!bezwaar { $proposal }` neem je het over. Anders gaat het mee als bedenking.

ProposerLeft =
    { $member } woont hier niet meer. Van wie is **{ $proposal }** nu?
    Wie ermee verder wil, schrijft: `!neem { $proposal }`

TakenOver =
    { $member } gaat verder met **{ $proposal }**. Dank je.
    Liever andere woorden? `!wijzig { $proposal } …`

ProposerIsHere = **{ $proposal }** is van { $author }, en { $author } woont hier. Overnemen hoeft dus niet.
    Wil je helpen? Vraag het { $author }, of antwoord op de kaart.

IsAboutYou = **{ $proposal }** gaat over jou. Iemand anders kan ermee verder, of het stopt vanzelf.
    Wat jij vindt, telt net als eerst. Zie hoe het ervoor staat: `!toon { $proposal }`

TakeItOverFirst =
    { $author } bracht **{ $proposal }** in, en woont hier niet meer.
    Wil jij ermee verder? Met `!neem { $proposal }` is het van jou.

NobodyTookItOver = **{ $proposal }** stopt hier: wie het voorstelde is weg, en niemand ging ermee verder. Dat is geen nee.
    { $is_about_somebody ->
        [yes] Wat kan nu helpen? Praat met elkaar, niet alleen hier.
       *[no] Wil iemand het nog? `!voorstel …`
    }

## Aan tafel

ToTheTable = { $why ->
        [asked] { $member } wil **{ $proposal }** graag aan tafel bespreken.
        [time] Voor **{ $proposal }** kwam geen nieuwe tekst. Het gaat nu aan tafel.
       *[again] Er is voor de derde keer een bezwaar tegen **{ $proposal }**. Het gaat nu aan tafel.
    }{ $objections_count ->
        [0] {""}
       *[other] {""}
            { $objections }
    }
    Samen eten helpt meer dan vergaderen: wie kookt, en wanneer? Wie bezwaar heeft, begint.
    Vertel me daarna wat eruit kwam. Zoals het er staat: `!uitkomst { $proposal } aannemen`. Met andere woorden: `!uitkomst { $proposal } aannemen …`

BackToTheTable =
    Er is een bezwaar tegen **{ $proposal }**. Afspraak **{ $agreement }** gaat dus niet in. Een cadeau: we zien het op tijd.
    { $objections }
    Willen jullie er nog eens voor aan tafel? Vertel me dan: `!uitkomst { $proposal } aannemen`, of met andere woorden erachter.

NothingForTheTable =
    Aan tafel gaat een voorstel met een open bezwaar. Tegen **{ $proposal }** is er nu geen.
    Met `!toon { $proposal }` zie je hoe het ervoor staat.

TalkedOverAtTable = **{ $proposal }** ligt aan tafel: praat er samen over. Wat kwam eruit? `!uitkomst { $proposal } aannemen`
    Kan het kwaad voor iemand? `!bezwaar { $proposal } …` kan altijd.

NotAtTable =
    Een uitkomst is voor wat aan tafel besproken is. **{ $proposal }** ligt daar niet.
    Staat er een bezwaar open, en helpt praten? `!aantafel { $proposal }`

OutcomeUnclear = Wat “{ $typed }” hier betekent, weet ik niet. Schrijf het zo: { $usage }

ConfirmQuestion =
    { $member }, { $by } vertelt dat jullie het aan tafel eens zijn over **{ $proposal }**. Is je bezwaar opgelost?
    Ja? Tik op de peiling, of schrijf `!opgelost { $proposal }`. Nee? Dan blijft het staan, en is er geen afspraak.

OutcomeWaits = { $waits ->
        [one] Dank je. Er staat nog één bezwaar open, dus ik vraag het wie dat bezwaar heeft. **{ $proposal }** wacht daarop.
       *[other] Dank je. Er staan nog { $waits } bezwaren open, dus ik vraag het wie die bezwaren heeft. **{ $proposal }** wacht daarop.
    }

NothingFromTable =
    Over **{ $proposal }** kwam twee weken lang niets van de tafel. Daarom rust het nu. Dat is geen nee.
    { $is_about_somebody ->
        [yes] Wat kan nu helpen? Praat met elkaar, niet alleen hier.
       *[no] Is het nog nodig? Het mag opnieuw: `!voorstel …`
    }

SaidAtTable = { $member } vertelde het vanaf de tafel.

## Hoe het afliep

NotAsked = { $count ->
        [one] Eén huisgenoot is weg of rust, en is niet gevraagd.
       *[other] { $count } huisgenoten zijn weg of rusten, en zijn niet gevraagd.
    } Weer thuis, en kan het kwaad voor iemand? `!bezwaar { $agreement } …`

Agreed = **{ $proposal }** is nu een afspraak: **{ $agreement }**. Iedereen is gehoord: { $heard } van de { $heard }.{ $in_place_of_count ->
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
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
        [one] Deze bedenking gaat mee:
            { $concerns }
            { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
       *[other] Deze bedenkingen gaan mee:
            { $concerns }
            { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
    }{ $is_trial ->
        [yes] {""}
            Het is een proef: komt er dan geen antwoord, dan stopt die.
       *[no] {""}
    }{ $not_asked_count ->
        [0] {""}
       *[other] {""}
            { $not_asked }
    }{ $standing ->
        [0] {""}
       *[other] {""}
            Er zijn nu { $standing } afspraken. Welke kan weg?
    }

AgreedSettling = **{ $proposal }** is nu een afspraak: **{ $agreement }**. Gehoord: { $heard } van de { $asked }.{ $in_place_of_count ->
        [0] {""}
       *[other] {" "}{ $in_place_of }
    }{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }
    { $concerns_count ->
        [0] Zonder bezwaar geldt de afspraak vanaf { $until }. { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
        [one] Deze bedenking gaat mee:
            { $concerns }
            Zonder bezwaar geldt de afspraak vanaf { $until }. { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
       *[other] Deze bedenkingen gaan mee:
            { $concerns }
            Zonder bezwaar geldt de afspraak vanaf { $until }. { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
    }{ $is_trial ->
        [yes] {""}
            Het is een proef: komt er dan geen antwoord, dan stopt die.
       *[no] {""}
    }
    { $is_everyone_heard ->
        [yes] Kan het toch kwaad voor iemand? `!bezwaar { $proposal } …`
       *[no] Nog niet gehoord? Tik op de peiling. Kan het kwaad voor iemand? `!bezwaar { $proposal } …`
    }{ $not_asked_count ->
        [0] {""}
       *[other] {""}
            { $not_asked }
    }{ $standing ->
        [0] {""}
       *[other] {""}
            Er zijn nu { $standing } afspraken. Welke kan weg?
    }

StillObjects = ✋ { $words ->
        [written] Bezwaar van { $member } tegen de vorige tekst: “{ $reason }”
       *[voice] { $member } had bezwaar tegen de vorige tekst.
    } { $member }, is dat nu opgelost?

DoesItMeet = **{ $proposal }** heeft een nieuwe tekst: “{ $text }”
    { $words ->
        [written] Je bezwaar tegen de vorige tekst was: “{ $reason }”
       *[voice] Je had bezwaar tegen de vorige tekst.
    } Is dat nu opgelost?
    Zo ja, schrijf `!akkoord { $proposal }`. Zo nee: `!bezwaar { $proposal } …`

TooFewHeard =
    Over **{ $proposal }** zijn te weinig mensen gehoord: { $heard } van de { $needed } die nodig zijn. Daarom stopt het hier. Dat is geen nee.
    { $objections_count ->
        [0] {""}
        [one] Dit bezwaar stond open: { $objections }
       *[other] Deze bezwaren stonden open:
            { $objections }
    }
    { $is_about_somebody ->
        [yes] Wat kan nu helpen? Praat met elkaar, niet alleen hier.
       *[no] Wat maakt antwoorden makkelijker? Het voorstel mag terugkomen: `!voorstel …`
    }

TakenBack =
    { $is_about_somebody ->
        [yes] { $member } neemt **{ $proposal }** terug. Er komt niets van.
            Wat kan nu helpen? Praat met elkaar, niet alleen hier.
       *[no] { $member } neemt **{ $proposal }** terug. Fijn dat het op tafel lag.
            Wil iemand ermee verder? `!voorstel …`
    }

## Rollen en beurten

role-chair = voorzitter

calendar-open = open

calendar-mentor = { $mentor } is maatje

calendar-review = We kijken weer naar { $agreement }

RoleNamed = **{ $role }**

TurnPublished = **{ $role }**: { $holder }. { $is_first ->
        [yes] { $mentor_count ->
                [0] Het is de eerste keer.
               *[other] Het is de eerste keer; { $mentor } is maatje.
            }
       *[no] { $weeks ->
                [one] De vorige keer was een week eerder.
               *[other] De vorige keer was { $weeks } weken eerder.
            }{ $mentor_count ->
                [0] {""}
               *[other] {" "}{ $mentor } is maatje.
            }
    }

TurnOpen = **{ $role }**: open. { $way ->
        [volunteer] Wie wil? `!neem { $role }`
        [election] Voor wie kiest het huis? Tot dan: `!neem { $role }`
       *[rotation] Wil jij? `!neem { $role }`
    }

TurnsTold =
    Vanaf { $starts_at }:
    { $turns }{ $held ->
        [0] { $offline_count ->
                [0]
                    {""}
                    Niets zeggen mag ook: dan blijft het open.
               *[other] {""}
            }
       *[other]
            {""}
            Komt het uit? Dan hoef je niets te doen. Zo niet, reageer hier met ✋, of schrijf `!overslaan`.
    }{ $offline_count ->
        [0] {""}
       *[other]
            {""}
            { $offline }
    }

AskThem = Wie vertelt het { $holder }? Komt het niet uit? `!namens { $first } overslaan { $role }`

TurnMovedOn = { $is_running ->
        [yes] De rol **{ $role }** gaat nu van { $by } naar { $holder }, tot { $until }.
       *[no] De rol **{ $role }** gaat van { $by } naar { $holder }, vanaf { $starts_at }.
    }{ $mentor_count ->
        [0] {""}
       *[other] { $is_first ->
                [yes] {" "}Het is de eerste keer; { $mentor } is maatje.
               *[no] {" "}{ $mentor } is maatje.
            }
    }
    { $handover_count ->
        [0] {""}
       *[other] Van wie het hiervoor had: { $handover }
    }
    { $offline_count ->
        [0] Komt het niet uit, { $holder }? Reageer hier met ✋, of schrijf `!overslaan`.
       *[other] { $offline }
    }

HandoverLine = “{ $text }”

ReviewComing = **{ $agreement }**: { $day }

YourTermBegins =
    { $member }, jij hebt de rol **{ $role }** tot { $until }.{ $mentor_count ->
        [0] {""}
       *[other] {" "}{ $mentor } is je maatje.
    }
    { $handover_count ->
        [0] {""}
       *[other] Van wie het hiervoor had: { $handover }
    }
    { $is_chair ->
        [yes] { $opening ->
                [0] Zo kun je beginnen: eerst het woord aan wie de vorige keer het minst sprak.
                [1] Zo kun je beginnen: iedereen zegt in één zin hoe het gaat.
                [2] Zo kun je beginnen: wie hoorden we de laatste tijd niet?
               *[3] Zo kun je beginnen: wat ging er goed sinds de vorige keer?
            }
       *[no] {""}
    }
    { $proposals_count ->
        [0] {""}
       *[other] Dit staat open:
            { $proposals }
    }
    { $reviews_count ->
        [0] {""}
       *[other] Hier kijken jullie binnenkort weer naar:
            { $reviews }
    }
    Wat ontdek je onderweg? Geef het mee aan de volgende: `!overdracht { $role } …`

TermBegins = **{ $role }**: { $holder }, tot { $until }.{ $mentor_count ->
        [0] {""}
       *[other] {" "}{ $mentor } is maatje.
    }{ $handover_count ->
        [0] {""}
       *[other] {" "}Van wie het hiervoor had: { $handover }
    }

TermsBegin =
    Nu aan de beurt:
    { $terms }
    { $is_chair ->
        [yes] { $opening ->
                [0] Zo kun je beginnen: eerst het woord aan wie de vorige keer het minst sprak.
                [1] Zo kun je beginnen: iedereen zegt in één zin hoe het gaat.
                [2] Zo kun je beginnen: wie hoorden we de laatste tijd niet?
               *[3] Zo kun je beginnen: wat ging er goed sinds de vorige keer?
            }
       *[no] {""}
    }
    { $open_count ->
        [0] {""}
       *[other] Wat er open staat: `!voorstellen`
    }
    { $reviews_count ->
        [0] {""}
       *[other] Hier kijken jullie binnenkort weer naar:
            { $reviews }
    }
    Wat ontdek je onderweg? Geef het mee aan de volgende: `!overdracht { $role } …`

TermsMissed = { $terms ->
        [one] Ik was weg, dus niemand hoorde van wie deze beurt was:
       *[other] Ik was weg, dus niemand hoorde van wie deze { $terms } beurten waren:
    }
    { $roles }
    Het gaat verder met de volgende beurt. Zie wie: `!rollen`

StandsIn = { $holder } heeft nu de rol **{ $role }**, tot { $until }.{ $before_count ->
        [0] {""}
       *[other] {" "}Dank je wel, { $before }.
    }{ $handover_count ->
        [0] {""}
       *[other]
            {""}
            Van wie het hiervoor had: { $handover }
    }

TurnTaken = { $holder } neemt de rol **{ $role }**, vanaf { $starts_at }. Dank je.{ $mentor_count ->
        [0] {""}
       *[other] { $is_first ->
                [yes] {" "}Het is de eerste keer; { $mentor } is maatje.
               *[no] {" "}{ $mentor } is maatje.
            }
    }

SwapQuestion = { $is_running ->
        [yes] { $member }, een vraag van { $by }: neem jij de rol **{ $role }** over, van nu tot { $until }?
       *[no] { $member }, een vraag van { $by }: neem jij de rol **{ $role }** over, vanaf { $starts_at }?
    }
    { $is_offline ->
        [yes] Wie vraagt het { $member }? Ja is: `!namens { $first } ruil { $role }`. Anders blijft het zoals het is.
       *[no] Zo ja, schrijf `!ruil { $role }`. Zo nee, dan blijft het zoals het is.
    }

SwapWasAsked = Ik vraag het { $member }. Is het ja, dan gaat de rol **{ $role }** naar { $member }.

Swapped = { $is_running ->
        [yes] { $holder } heeft nu de rol **{ $role }**, tot { $until }, in plaats van { $before }.
       *[no] { $holder } heeft de rol **{ $role }** vanaf { $starts_at }, in plaats van { $before }.
    }{ $handover_count ->
        [0] {""}
       *[other]
            {""}
            Van wie het hiervoor had: { $handover }
    }

RoleSaidFor =
    { $by } zegt dit namens { $member }.
    { $answer }

SpokenWilling = { $is_willing ->
        [yes] { $by } zegt namens { $member }: mag gevraagd worden voor de rol **{ $role }**. Klopt het niet? `!namens { $first } nietmeedoen { $role }`
       *[no] { $by } zegt namens { $member }: liever niet de rol **{ $role }**. Klopt het niet? `!namens { $first } meedoen { $role }`
    }

SpokenHandover = { $by } zegt namens { $member }, aan wie hierna de rol **{ $role }** heeft: “{ $text }”

PauseQuestion = Je sloeg de rol **{ $role }** drie keer over. Dat mag.
    Zal ik je een tijdje niet vragen? Schrijf dan `!nietmeedoen { $role }`.

HandoverKept = { $is_read ->
        [yes] Dank je. Ik geef het door aan wie nu de rol **{ $role }** heeft.
       *[no] Dank je. Ik geef het door aan wie hierna de rol **{ $role }** heeft.
    }

HandoverRead = { $member }, van { $by } krijg je dit mee voor de rol **{ $role }**: “{ $text }”

WillingNoted = Je wordt gevraagd voor de rol **{ $role }** als je aan de beurt bent. Zie wanneer: `!rollen { $role }`

UnwillingNoted = Je wordt vanaf nu niet gevraagd voor de rol **{ $role }**. Wil je later wel? `!meedoen { $role }`

RoleShown = **{ $role }** ({ $every ->
        [one] elke week
       *[other] elke { $every } weken
    }): { $state ->
        [held] { $holder }, tot { $until }.
        [open] open, tot { $until }. Wil jij? `!neem { $role }`
       *[none] nog niemand.
    }
    { $has_next ->
        [yes] { $is_told ->
                [yes] { $following_count ->
                        [0] Hierna: open{ $state ->
                            [none] , vanaf { $starts_at }.
                           *[held] .
                        }
                       *[other] Hierna: { $following }{ $state ->
                            [none] , vanaf { $starts_at }.
                           *[held] .
                        }
                    }
               *[no] { $following_count ->
                        [0] { $state ->
                            [none] De volgende beurt begint { $starts_at }. Van wie die is, is nog niet bekend.
                           *[held] Wie hierna komt, is nog niet bekend.
                        }
                       *[other] Hierna waarschijnlijk: { $following }{ $state ->
                            [none] , vanaf { $starts_at }.
                           *[held] .
                        }
                    }
            }{ $after_count ->
                [0] {""}
               *[other] {" "}Daarna misschien { $after }.
            }
       *[no] Wie hierna komt, is nog niet bekend.
    }

RolesShown = { $roles_count ->
        [0] Dit huis heeft nu geen rollen.
       *[other] Wie doet wat:
            { $roles }
            Waarom is iemand aan de beurt? Zet de rol erachter: `!rollen …`
    }

RoleExplained =
    { $shown }
    { $why }
    { $changed }

WhyThisOne = { $because ->
        [long_ago] { $terms ->
                [0] { $holder } heeft het nu.
                [one] { $holder } had het laatst op { $last_held }, één beurt geleden.
               *[other] { $holder } had het laatst op { $last_held }, { $terms } beurten geleden.
            }
        [never] { $holder } had nog geen hele beurt.
        [elected] Het huis koos { $holder }.
        [chose] { $holder } koos er zelf voor.
       *[nobody] { $way ->
                [volunteer] Wie het als eerste neemt, heeft het.
                [election] Het huis kiest wie het heeft.
               *[rotation] Er is nu niemand die het dan kan en wil doen.
            }
    }{ $because ->
        [long_ago] {" "}{ $but ->
                [longest] Van wie het dan kan doen, wachtte niemand langer.
                [owed] Sommigen wachtten langer op deze rol. Alle rollen samen geteld is { $holder } hierna aan de beurt.
               *[alone] Niemand anders kan het dan doen.
            }
        [never] {" "}{ $but ->
                [longest] Van wie het dan kan doen, wachtte niemand langer.
                [owed] Alle rollen samen geteld is { $holder } hierna aan de beurt.
               *[alone] Niemand anders kan het dan doen.
            }
       *[nobody] {""}
    }{ $has_passed ->
        [yes] {" "}Iemand sloeg eerder over.
       *[no] {""}
    }

RoleIsMade = Er is een rol **{ $role }**, vanaf { $starts_at }. Een beurt duurt { $every ->
        [one] één week
       *[other] { $every } weken
    }. { $way ->
        [rotation] De rol gaat rond onder { $pool ->
                [residents] bewoners
                [professionals] begeleiders
               *[everyone] bewoners en begeleiders
            }. Liever niet? `!nietmeedoen { $role }`
        [volunteer] Wie de rol als eerste neemt, heeft hem: `!neem { $role }`
       *[election] Het huis kiest wie de rol heeft.
    }

RoleIsAltered = De rol **{ $role }** wordt anders vanaf { $starts_at }. Een beurt duurt { $every ->
        [one] één week
       *[other] { $every } weken
    }. { $way ->
        [rotation] De rol gaat rond onder { $pool ->
                [residents] bewoners
                [professionals] begeleiders
               *[everyone] bewoners en begeleiders
            }.
        [volunteer] Wie de rol als eerste neemt, heeft hem.
       *[election] Het huis kiest wie de rol heeft.
    }

RoleIsOver = De rol **{ $role }** is voorbij. Dank aan iedereen die hem had.

HoldsByElection = { $has_end ->
        [yes] Het huis koos { $holder } voor de rol **{ $role }**, tot { $until }.
       *[no] Het huis koos { $holder } voor de rol **{ $role }**, tot jullie er weer naar kijken.
    }

ElectionIsOver = { $holder_count ->
        [0] De tijd van { $before } in de rol **{ $role }** is voorbij. Dank je. Wie wil? `!neem { $role }`
       *[other] De tijd van { $before } in de rol **{ $role }** is voorbij. Dank je. Nu heeft { $holder } de rol.
    }

MirrorLine = { $since }, **{ $role }**: { $holder_count ->
        [0] { $is_rest ->
                [yes] de rest was open
               *[no] open
            }
       *[other] { $is_rest ->
                [yes] { $holder }, de rest van de beurt
               *[no] { $holder }
            }
    }

MirrorShown = { $lines_count ->
        [0] Er is nog geen beurt begonnen. Wie is de eerste? `!rollen`
       *[other] Wie wat deed, van oud naar nieuw:
            { $lines }
            Willen jullie het zo? Zo niet, wat helpt dan? `!voorstel …`
    }

MirrorPicture = Hetzelfde als plaatje: elke rol heeft een rij, van oud naar nieuw. { $key }.{ $has_open ->
        [yes] {" "}Een streepje: open.
       *[no] {""}
    }

NoRoles = Dit huis heeft nu geen rollen. Zou een rol helpen? Schrijf bijvoorbeeld `!inrichten rol voorzitter elke 2 weken`

NoSuchRole = Ik ken hier geen rol “{ $typed }”. Welke bedoel je?
    { $roles }

WhichRole = Welke rol bedoel je? Schrijf het zo: { $usage }
    { $roles }

WhichTurn = Welke beurt bedoel je? Schrijf het zo: { $usage }
    { $roles }

NoTurn = Je hebt nu geen beurt, en er komt er ook geen aan. Zie alle beurten: `!rollen`

RoleUnknown = De rol **{ $role }** is er niet meer. Zie wat er wel is: `!rollen`

RhythmOutOfRange = Een beurt kan { $shortest } tot { $longest } weken duren, geen { $weeks }. Welk getal past?

LimitOutOfRange = Iemand kan { $lowest } tot { $highest } beurten achter elkaar hebben, geen { $limit }. Welk getal past?

RoleIsSo = De rol **{ $role }** is al zo. Wat moet er anders? Zie hoe het is: `!rollen { $role }`

DateIsPast = { $until } is voorbij. Welke dag die nog komt bedoel je?

NotInThePool = { $pool ->
        [residents] De rol **{ $role }** is voor bewoners. { $who } is hier op een andere manier.
        [professionals] De rol **{ $role }** is voor begeleiders. { $who } is hier op een andere manier.
       *[everyone] De rol **{ $role }** is voor bewoners en begeleiders. { $who } is hier op een andere manier.
    } Zie wie wie is: `!wie`

AwayThen = { $who } is dan weg. Is dat nu anders? Dan kan { $who } `!terug` schrijven.

HoldsAnother = { $who } heeft dan de rol **{ $other }**. Wie anders kan de rol **{ $role }** nemen? Zie alle beurten: `!rollen`

OverTheLimit = { $limit ->
        [one] Met deze ruil heeft { $who } de rol **{ $role }** twee keer achter elkaar. Meer dan één keer kan hier niet.
       *[other] Met deze ruil heeft { $who } de rol **{ $role }** meer dan { $limit } keer achter elkaar.
    } Wie anders kan er ruilen? `!ruil { $role } @…`

SwapTakesTwo = { $is_answer ->
        [yes] Je vroeg zelf om deze ruil. Wie anders vraagt het { $member }? Ja is: `!namens { $first } ruil { $role }`
       *[no] Je vroeg dit zelf namens { $member }. Wie anders vraagt het { $member }? Ja is: `!namens { $first } ruil { $role } @{ $other }`
    }

NotYourTurn = { $holder_count ->
        [0] De rol **{ $role }** is deze keer open. Wil jij? `!neem { $role }`
       *[other] De rol **{ $role }** is deze keer van { $holder }. Zie alle beurten: `!rollen`
    }

NothingToHandOver = Wie de rol **{ $role }** heeft, of het laatst had, geeft iets mee aan de volgende. { $holder_count ->
        [0] Wilde je er iets over zeggen? Dat kan gewoon hier.
       *[other] Nu is dat { $holder }. Wil je { $holder } iets zeggen? Dat kan gewoon hier.
    }

HasItAlready = { $who } heeft de rol **{ $role }** al. Zie alle beurten: `!rollen`

NothingToTake = { $holder_count ->
        [0] Niemand heeft nu de rol **{ $role }**. De volgende beurt begint { $starts_at }. Zie wie: `!rollen`
       *[other] De rol **{ $role }** is hierna van { $holder }, vanaf { $starts_at }. Willen jullie ruilen? { $holder } kan het je vragen: `!ruil { $role } @…`
    }

## Als dezelfde mensen dezelfde rollen houden

ManyTermsRunning =
    Jij hebt de rol **{ $role }** nu { $row } keer achter elkaar. Dank je wel.
    Wil je rust, of iemand wegwijs maken? `!overslaan { $role }`, of `!overdracht { $role } …`
    Ik vraag de groep hoe zij dit wil verdelen: { $house_at }.

MuchCarried =
    Er lag de laatste tijd veel bij jou en een paar anderen. Dank je wel.
    { $roles }
    Wil je rust, of iemand wegwijs maken? `!overslaan`, of `!overdracht …`
    Ik vraag de groep hoe zij dit wil verdelen: { $house_at }.

RoleWithOne = De rol **{ $role }** ligt al een tijd bij dezelfde persoon. Dank daarvoor. Dat kan prima zijn.
    Willen we het zo? Wie kijkt er eens over een schouder mee? Wat maakt meedoen lastig?
    Iedereen kan nu meedoen: `!meedoen { $role }`, of `!neem { $role }`

RolesWithFew =
    De laatste tijd lag dit vooral bij dezelfde mensen. Dank aan hen. Dat kan prima zijn.
    { $roles }
    Willen we het zo? Wie kijkt er eens over een schouder mee? Wat maakt meedoen lastig?
    Iedereen kan nu meedoen: `!meedoen { $example }`, of `!neem { $example }`

## Spoed, proeven en evaluaties

InPlaceOf = Dit komt in de plaats van **{ $agreement }**.

AgreedToEnd = **{ $proposal }** is afgesproken: **{ $agreement }** { $is_settling ->
        [yes] stopt, als er tot { $until } geen bezwaar komt.
       *[no] is gestopt.
    } Gehoord: { $heard } van de { $asked }.{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }{ $concerns_count ->
        [0] {""}
        [one] {""}
            Deze bedenking gaat mee:
            { $concerns }
       *[other] {""}
            Deze bedenkingen gaan mee:
            { $concerns }
    }{ $change_count ->
        [0] {""}
       *[other] {""}
            { $change }
    }{ $is_settling ->
        [yes] {""}
            Kan het kwaad voor iemand? `!bezwaar { $proposal } …`
       *[no] {""}
    }

UrgentTold = **112** bel je als iemand in gevaar is. Doe dat eerst.
    { $member } heeft iets gedaan en vertelt het. **{ $agreement }** geldt dus meteen, tot { $until }.
    Dan stopt het vanzelf, tenzij jullie het in een ronde houden. Elke bewoner kan die beginnen: `!ronde { $proposal }`
    Kan het kwaad voor iemand? `!bezwaar { $agreement } …`

UrgentUnsettled = { $objections_count ->
        [0] Er is een bezwaar tegen **{ $agreement }**. Daarom geldt de afspraak nu even niet.
        [one] Er is een bezwaar tegen **{ $agreement }**, dat is een cadeau. De afspraak geldt nu even niet.
            { $objections }
       *[other] Er zijn bezwaren tegen **{ $agreement }**, dat zijn cadeaus. De afspraak geldt nu even niet.
            { $objections }
    }
    Wat zeggen de anderen? Tik op de peiling, of schrijf `!akkoord { $proposal }`. De ronde is open tot { $closes_at }.

UrgentKept = **{ $agreement }** blijft: dat zegt de ronde over **{ $proposal }**. Gehoord: { $heard } van de { $asked }.{ $told_count ->
        [0] {""}
       *[other] {" "}{ $told }
    }
    { $concerns_count ->
        [0] Op { $review } kijken we er weer naar.
        [one] Deze bedenking gaat mee:
            { $concerns }
            Op { $review } kijken we er weer naar.
       *[other] Deze bedenkingen gaan mee:
            { $concerns }
            Op { $review } kijken we er weer naar.
    }{ $standing ->
        [0] {""}
       *[other] {""}
            Er zijn nu { $standing } afspraken. Welke kan weg?
    }

UrgentEnded = **{ $agreement }** is gestopt. Zo gaat het met spoed, tenzij een ronde het houdt. Dank aan wie iets deed.
    { $goes_on ->
        [yes] Over **{ $proposal }** praten we verder. Wordt het een afspraak, dan krijgt die een nieuw nummer.
       *[no] Is het nog nodig? Breng het in: `!voorstel …`
    }

UrgentHasNoReview = **{ $agreement }** was spoed: de afspraak stopt vanzelf { $until }. Moet het blijven? Vraag het iedereen: `!ronde { $proposal }`
    Kan het kwaad voor iemand? `!bezwaar { $agreement } …`

EarlyLine = { $member } ziet iets nieuws: “{ $reason }”

ReviewStarts = { $early_count ->
        [0] We kijken weer naar **{ $agreement }**{ $about_count ->
            [0] {""}
           *[other] , over { $about }
        }: “{ $text }”
       *[other] { $early }
            Daarom kijken we weer naar **{ $agreement }**{ $about_count ->
                [0] {""}
               *[other] , over { $about }
            }: “{ $text }”
    }{ $agreed_count ->
        [0] {""}
       *[other] {""}
            { $agreed }
    }{ $concerns_count ->
        [0] {""}
        [one] {""}
            Deze bedenking ging mee. Hoe is dat nu?
            { $concerns }
       *[other] {""}
            Deze bedenkingen gingen mee. Hoe is dat nu?
            { $concerns }
    }
    Houden we het, wijzigen we het, of stoppen we ermee? Tik op de peiling tot { $until }, of schrijf:
    `!evalueer { $agreement } houden`
    `!evalueer { $agreement } wijzigen …`
    `!evalueer { $agreement } stoppen`
    { $is_trial ->
        [yes] Het is een proef: zonder antwoord stopt die.
       *[no] Tot er iets anders is afgesproken, geldt dit.
    }

ReviewGoesOn = { $unheard ->
        [one] Eén van jullie kan nog antwoorden over **{ $agreement }**, tot { $until }.
       *[other] { $unheard } van jullie kunnen nog antwoorden over **{ $agreement }**, tot { $until }.
    }
    Houden, wijzigen of stoppen? Tik op de peiling, of schrijf `!evalueer { $agreement } houden`.

# Een peiling is platte tekst: niets vet, geen opdrachten.
ReviewQuestion =
    { $agreement }{ $about_count ->
        [0] {""}
       *[other] , over { $about }
    }: “{ $text }”{ $agreed_count ->
        [0] {""}
       *[other] {""}
            { $agreed }
    }
    Houden we dit?

ReviewAnswer = { $answer ->
        [keep] Houden zoals het is
        [change] Wijzigen
       *[end] Stoppen
    }

ReviewClosed = De peiling over { $agreement } is voorbij. Op de kaart zie je hoe het ervoor staat.

ReviewPollMended = De peiling over **{ $agreement }** is gestopt, maar we kijken er nog naar. Wat je zei, telt. Hier is een nieuwe peiling.

ReviewPollLeftEnded =
    De peiling over **{ $agreement }** is weer gestopt. Antwoorden kan tot { $until }. Wat je zei, telt.
    Schrijf: `!evalueer { $agreement } houden`, `!evalueer { $agreement } wijzigen …` of `!evalueer { $agreement } stoppen`.

ReviewNoted = { $answer ->
        [keep] 👍 Genoteerd: **{ $agreement }** houden zoals het is.{ $has_text ->
            [yes] {" "}Je woorden staan erbij: `!toon { $agreement }`
           *[no] {""}
        }
        [change] { $has_text ->
            [yes] 🤔 Genoteerd: **{ $agreement }** wijzigen in deze woorden.
           *[no] 🤔 Genoteerd: **{ $agreement }** wijzigen. Hoe moet het dan? `!evalueer { $agreement } wijzigen …`
        }
       *[end] ✋ Genoteerd: stoppen met **{ $agreement }**.{ $has_text ->
            [yes] {" "}Je woorden staan erbij: `!toon { $agreement }`
           *[no] {""}
        }
    }

ReviewWiped =
    Je antwoord over **{ $agreement }** is weg.
    Opnieuw antwoorden? Tik op de peiling, of schrijf `!evalueer { $agreement } houden`.

ReviewTextAsked =
    { $member }, jij wilt **{ $agreement }** wijzigen. Fijn dat je dat zegt. Hoe moet het dan?
    Schrijf het zo: `!evalueer { $agreement } wijzigen …`
    Ik wacht op je woorden tot { $until }. Zonder die woorden blijft het zoals het is.

ReviewKept = { $was_trial ->
        [yes] De proef is voorbij: **{ $agreement }** blijft, als gewone afspraak.
       *[no] **{ $agreement }** blijft zoals het is.
    } Op { $review } kijken we er weer naar.

ReviewWithoutText =
    Voor **{ $agreement }** kwamen geen nieuwe woorden. De afspraak blijft dus. Op { $review } kijken we er weer naar.
    Weet je hoe het beter kan? Met `!bezwaar { $agreement } …` kijken we eerder.

ReviewLedNowhere = **{ $successor }** is geen afspraak geworden. Dus blijft **{ $agreement }**. Op { $review } kijken we er weer naar.
    Weet je hoe het beter kan? Met `!bezwaar { $agreement } …` kijken we eerder.

ReviewWithoutAnswer =
    Over **{ $agreement }** kwam geen antwoord. De afspraak blijft, en wacht tot iemand ernaar kijkt.
    Klopt het nog? Schrijf `!evalueer { $agreement }` met houden, wijzigen of stoppen.

TrialEnded =
    De proef **{ $agreement }** is voorbij: niemand vroeg om die te houden. Fijn dat jullie het probeerden.
    Willen jullie ermee verder? `!voorstel …`

NoAgreementYet = **{ $proposal }** is geen afspraak. Er is dus niets om weer naar te kijken.
    Met `!afspraken` zie je wat jullie hebben afgesproken.

AgreementIsOver = **{ $agreement }** geldt niet meer, sinds { $since }.
    Is het weer nodig? Breng het in: `!voorstel …`

NoReviewOpen =
    Op { $review } kijken we weer naar **{ $agreement }**.
    Zie je eerder iets nieuws? Met `!bezwaar { $agreement } …` kijken we meteen.

ReviewIsOpen =
    We kijken nu weer naar **{ $agreement }**, tot { $until }. Wat zou jij willen?
    `!evalueer { $agreement } wijzigen …` met je eigen woorden, of `!evalueer { $agreement } stoppen`.

ReviewIsHandedOn = **{ $proposal }** gaat nu over **{ $agreement }**. Die afspraak geldt zolang nog.
    Wat zie jij? Antwoord op de kaart van **{ $proposal }**, of kijk met `!toon { $proposal }`.

ReviewAnswerMissing =
    Wat wil je met **{ $agreement }**: houden, wijzigen of stoppen? Schrijf één hiervan:
    `!evalueer { $agreement } houden`, `!evalueer { $agreement } wijzigen …` of `!evalueer { $agreement } stoppen`

ReviewAnswerUnclear = In “{ $typed }” lees ik niet houden, wijzigen of stoppen. Schrijf het zo: { $usage }

ReviewSameText = **{ $agreement }** heeft deze tekst al. Wat wil je anders?
    Is het goed zo? `!evalueer { $agreement } houden`

ReviewReasonNeeded =
    Fijn dat je naar **{ $agreement }** kijkt. Wat gaat er mis, en voor wie?
    Met één zin kijken we er samen weer naar: `!bezwaar { $agreement } …`

## Het huis zelf inrichten

SettingValue = { $setting ->
        [talk_hours] { $value ->
            [one] { $value } uur
           *[other] { $value } uur
        }
        [round_hours] { $value ->
            [one] { $value } uur
           *[other] { $value } uur
        }
        [quick_hours] { $value ->
            [one] { $value } uur
           *[other] { $value } uur
        }
        [grace_hours] { $value ->
            [one] { $value } uur
           *[other] { $value } uur
        }
        [flag_private_hours] { $value ->
            [one] { $value } uur
           *[other] { $value } uur
        }
        [integrate_days] { $value ->
            [one] { $value } dag
           *[other] { $value } dagen
        }
        [publish_days] { $value ->
            [one] { $value } dag
           *[other] { $value } dagen
        }
        [newcomer_days] { $value ->
            [one] { $value } dag
           *[other] { $value } dagen
        }
        [min_heard] { $value ->
            [one] { $value } mens
           *[other] { $value } mensen
        }
        [review_months] { $value ->
            [one] { $value } maand
           *[other] { $value } maanden
        }
        [max_open_rounds] { $value ->
            [one] { $value } ronde
           *[other] { $value } rondes
        }
        [term_limit] { $value ->
            [one] { $value } beurt
           *[other] { $value } beurten
        }
        [quorum] { $is_range ->
            [yes] een deel van de bewoners: 0 is niemand, 0,5 is de helft, 1 is iedereen
           *[no] { $percent ->
                [0] geen vast deel van de bewoners
                [25] minstens een kwart van de bewoners
                [50] minstens de helft van de bewoners
                [67] minstens twee derde van de bewoners
                [75] minstens driekwart van de bewoners
                [100] alle bewoners
               *[other] minstens { $percent }% van de bewoners
            }
        }
        [nudge_time] { $is_range ->
            [yes] bijvoorbeeld `maandag 09:00`
           *[no] { $weekday ->
                    [0] maandag
                    [1] dinsdag
                    [2] woensdag
                    [3] donderdag
                    [4] vrijdag
                    [5] zaterdag
                   *[other] zondag
                } om { $time }
        }
        [question] { $is_range ->
            [yes] bijvoorbeeld `woensdag 10:00`, of `uit`
           *[no] { $value ->
                [off] uit
               *[other] { $weekday ->
                    [0] maandag
                    [1] dinsdag
                    [2] woensdag
                    [3] donderdag
                    [4] vrijdag
                    [5] zaterdag
                   *[other] zondag
                } om { $time }
            }
        }
        [quiet_hours] { $is_range ->
            [yes] bijvoorbeeld `22:00-08:00`, of `uit`
           *[no] { $value ->
                [off] uit
               *[other] { $value }
            }
        }
        [timezone] { $is_range ->
            [yes] bijvoorbeeld `Europe/Amsterdam`
           *[no] { $value }
        }
        [language] { $value ->
            [en] Engels
            [nl] Nederlands
           *[other] { $value }
        }
       *[other] { $value }
    }

SettingWouldBe = { $line }, in plaats van { $before }.{ $means ->
        [fewer_heard] {" "}Er hoeven dus minder mensen gehoord te zijn.
        [longer] {" "}Eén persoon kan een rol dus langer hebben.
       *[nothing] {""}
    }

RoleForm = { $every ->
        [one] elke week
       *[other] elke { $every } weken
    }, { $weekday ->
        [0] maandag
        [1] dinsdag
        [2] woensdag
        [3] donderdag
        [4] vrijdag
        [5] zaterdag
       *[other] zondag
    } { $time }, { $way ->
        [rotation] om de beurt onder de
        [volunteer] vrijwillig uit de
       *[election] door het huis gekozen uit de
    } { $pool ->
        [residents] bewoners
        [professionals] begeleiders
       *[everyone] bewoners en begeleiders
    }

RoleWouldBe = { $before_count ->
        [0] Er komt een rol **{ $role }**: { $form }.
       *[other] De rol **{ $role }** wordt: { $form }. Tot dan: { $before }.
    }{ $means ->
        [longer] {" "}Eén persoon heeft de rol dus langer.
       *[nothing] {""}
    }

RoleWouldEnd = De rol **{ $role }** houdt op. Tot dan heeft het huis die nog.

UntilDay = { $day }

WouldBeElected = { $until_count ->
        [0] { $who } krijgt de rol **{ $role }**, tot jullie er weer naar kijken.
       *[other] { $who } krijgt de rol **{ $role }**, tot { $until }.
    } { $before_count ->
        [0] Tot dan is daar niemand voor gekozen.
       *[other] Tot dan is dat { $before }.
    }

ElectionWouldEnd = De rol **{ $role }** gaat weer zoals altijd. Tot dan kiest het huis wie de rol heeft.

KindWouldBe = { $becomes ->
        [professional] { $who } wordt hier begeleider: denkt mee, en krijgt in rondes geen vraag.
        [guest] { $who } wordt hier gast, en krijgt in rondes geen vraag.
       *[resident] { $who } wordt hier bewoner, en krijgt in rondes de vraag.
    } { $now ->
        [professional] Tot dan is { $who } begeleider.
        [guest] Tot dan is { $who } gast.
       *[resident] Tot dan is { $who } bewoner.
    }

FlagsWouldBeMuted = Tot { $until } zeg ik er niets van als rollen bij dezelfde mensen blijven. Anders wel. Jullie moeten het dan zelf zien.

FlagsWouldBeUnmuted = Ik zeg het weer als rollen bij dezelfde mensen blijven. Tot dan niet.

WheelWouldTurn = Het wiel begint: vijf vragen, elke dag één. Daarna kijken jullie weer naar elke rol. Anders wacht het op zijn jaarlijkse beurt.

YesNeeded = Daar hoort een ja van { $who } zelf bij.

SettingAgreed = { $line }.

RoleAgreed = De rol **{ $role }**: { $form }.

RoleEndAgreed = De rol **{ $role }** is gestopt.

ElectionAgreed = { $until_count ->
        [0] Het huis koos { $who } voor de rol **{ $role }**.
       *[other] Het huis koos { $who } voor de rol **{ $role }**, tot { $until }.
    }

ElectionEndAgreed = De rol **{ $role }** gaat weer zoals altijd.

KindAgreed = { $becomes ->
        [professional] { $who } is hier begeleider.
        [guest] { $who } is hier gast.
       *[resident] { $who } is hier bewoner.
    }

FlagsHeardAgreed = Ik zeg het als rollen bij dezelfde mensen blijven.

WheelAgreed = Het wiel begint vóór zijn jaarlijkse beurt.

SettingIsNow = Vanaf nu: { $line }. Tot nu: { $before }.

KindIsNow = { $becomes ->
        [professional] { $who } is hier vanaf nu begeleider.
        [guest] { $who } is hier vanaf nu gast.
       *[resident] { $who } is hier vanaf nu bewoner, en krijgt in rondes de vraag.
    }

FlagsAreMuted = Tot { $until } zeg ik er niets van als rollen bij dezelfde mensen blijven.

FlagsAreHeard = Vanaf nu zeg ik het weer als rollen bij dezelfde mensen blijven.

ChangeTold = **{ $agreement }** geldt nu.
    { $done }

ChangeNotDone = **{ $agreement }** geldt nu, maar er valt niets meer te veranderen.
    { $why }

UnkeptIsOver = Over **{ $agreement }** kwam geen antwoord, dus die stopt. Is het nog nodig? `!inrichten …`
    { $done }

MuteIsOver = **{ $agreement }** is voorbij. Ik zeg het weer als rollen bij dezelfde mensen blijven.

HouseSetUp = { $by } richt dit in. Het huis is nieuw, dus het geldt meteen:
    { $done }
    { $is_undoable ->
        [yes] { $about_count ->
                [0] Past het toch niet? Eén ✋ bij dit bericht draait het terug, binnen 48 uur.
               *[other] { $about }, dit gaat over jou. Past het je niet? Jouw ✋ bij dit bericht draait het terug, binnen 48 uur.
            }
       *[no] Past het toch niet? Praat er samen over.
    }

SetUpUndone = { $by } draaide dat terug. Wat past bij jullie?
    { $done }

SetUpStays = { $by } wil dit liever terugdraaien, maar daarna is hetzelfde nog eens veranderd. Wat past bij jullie? `!inrichten …`

SetUpLasts = Terugdraaien met ✋ kan 48 uur lang, en die zijn voorbij. { $by }, wil je het anders? Schrijf { $command }

YesQuestion = { $has_account ->
        [yes] { $member }, **{ $proposal }** gaat over jou. { $would }
            Daar hoort je eigen ja bij. Is het goed? Schrijf voor { $until } `!akkoord { $proposal }`, of zet 👍 bij de kaart.
            Liever niet? Dan hoef je niets te doen. Zonder je ja gebeurt het niet.
       *[no] **{ $proposal }** gaat over { $member }. { $would }
            Daar hoort een ja van { $member } bij, voor { $until }. Wie vraagt het? `!namens { $first } akkoord { $proposal }`
    }

NoYesNoted = Genoteerd: je zegt geen ja op **{ $proposal }**, dus het gebeurt niet. Is dat later anders? `!akkoord { $proposal }`

YesDidNotCome = **{ $proposal }** stopt hier: er hoort een ja van { $who } bij, en dat is er nu niet. Dat is goed.
    Past het later wel? Het mag terugkomen: `!inrichten …`

YesIsAwaited = Het bezwaar tegen **{ $proposal }** is weg. Er hoort ook een ja van { $who } bij, en dat is er nog niet.
    Daarom krijgt iedereen de vraag nog eens, tot { $closes_at }. Tik op de peiling, of schrijf `!akkoord { $proposal }`.

ChangeHelp = Met { $usage } verander je hoe het huis werkt: iedereen krijgt de vraag. Je kunt schrijven:
    `!inrichten rol koken elke 2 weken woensdag 18:00 door rotatie uit bewoners`
    `!inrichten einde rol koken`
    `!inrichten kies voorzitter @naam tot 1 juni`
    `!inrichten zet quorum 0,6`
    `!inrichten begeleider @naam`, of `bewoner`, of `gast`
    `!inrichten stil tot 1 juni`
    `!inrichten wiel`
    Het woord `!{ $other }` werkt ook.

ChangeUnclear = Ik lees in “{ $typed }” geen verandering. { $form ->
        [role] De naam is één woord, en een beurt duurt hele weken: `!inrichten rol koken elke 2 weken woensdag 18:00`. Daarna kan nog `door rotatie`, `vrijwillig` of `verkiezing`, en `uit bewoners`, `begeleiders` of `iedereen`.
        [end] Welke rol houdt op? `!inrichten einde rol koken`
        [elect] Schrijf het zo: `!inrichten kies voorzitter @naam tot 1 juni`
        [set] Schrijf het zo: `!inrichten zet quorum 0,6`. Zie wat je kunt zetten: `!instellingen`
        [member] Schrijf het zo: `!inrichten begeleider @naam`. Of `bewoner`, of `gast`.
        [mute] Schrijf het zo: `!inrichten stil tot 1 juni`
       *[all] Het begint met `rol`, `einde rol`, `kies`, `zet`, `begeleider`, `bewoner`, `gast`, `stil` of `wiel`. Zie voorbeelden: `!hulp inrichten`
    }

SettingUnknown = Ik ken geen instelling “{ $typed }”. Zie wat je kunt zetten, en hoe: `!instellingen`

SettingImpossible = Dat past niet. Dit wel: { $line }. Welke wil je? Hoe je het schrijft, zie je bij `!instellingen`.

SettingIsSo = Het is al zo: { $line }. Wat wil je anders? Zie alles: `!instellingen`

RoleNameImpossible = “{ $typed }” kan ik niet als naam van een rol gebruiken. Eén woord van hooguit { $longest } letters kan, en geen woord van een opdracht. Hoe noemen jullie de rol?

PoolWouldBeEmpty = { $pool ->
        [residents] De rol **{ $role }** is voor bewoners, en die zijn er dan niet.
        [professionals] De rol **{ $role }** is voor begeleiders, en die zijn er dan niet.
       *[everyone] De rol **{ $role }** is voor bewoners en begeleiders, en die zijn er dan niet.
    } Wie kan de rol hebben? `!inrichten rol { $role } uit bewoners`

ElectWhom = Wie kies je voor de rol **{ $role }**? { $candidates_count ->
        [0] {""}
       *[other] Deze mensen hadden de rol het langst geleden, of nog nooit:
            { $candidates }
    }
    Schrijf het zo: `!inrichten kies { $role } @naam tot 1 juni`

ElectedAlready = Het huis koos { $who } al voor de rol **{ $role }**. Wie anders, of tot wanneer? `!inrichten kies { $role } @naam tot 1 juni`

UntilUnclear = Welke dag is “{ $typed }”? Ik kan het niet lezen. Schrijf het als `tot 1 juni`, of `tot 24 december`.

UntilMissing = Tot wanneer? Er hoort een einde bij, hooguit een jaar ver: `!inrichten stil tot 1 juni`

UntilThePast = Ik lees { $day }, en dat is vandaag of al voorbij. Welke dag die nog komt bedoel je?

UntilTooFar = Ik lees { $day }, en dat is meer dan een jaar ver. Het kan tot { $latest }. Welke dag bedoel je?

MutedAlready = Tot { $until } zeg ik daar al niets van. Moet dat langer? `!inrichten stil tot 1 juni`

KindIsSo = { $becomes ->
        [professional] { $who } is hier al begeleider.
        [guest] { $who } is hier al gast.
       *[resident] { $who } is hier al bewoner.
    } Zie wie wie is: `!wie`

KindNeedsAccount = { $who } heeft geen account, en is hier dus als bewoner. Woont { $who } hier niet meer? `!lid weg { $first }`

LastResident = Alleen { $who } woont hier. Wie woont hier nog meer? Die kan in de groep komen, of schrijf: `!lid erbij Jan`

NotHere = { $who } is hier niet meer. Wie bedoel je? Zie wie er is: `!wie`

YesTakenBack = Er hoort een ja van { $who } bij, en dat is er niet meer. Past het later wel? Het mag terugkomen: `!inrichten …`

OpenAlready = **{ $proposal }** is open, en gaat over hetzelfde. Wat zie jij? Antwoord daar, of kijk met `!toon { $proposal }`.

NothingIsMuted = Ik zeg het nu al. Zie wat er is afgesproken: `!afspraken`

ChangedOn = { $has_agreement ->
        [yes] { $at }, door **{ $agreement }**
       *[no] { $at }, bij het begin
    }

SettingEntry = { $line }. { $command }{ $changed_count ->
        [0] {""}
       *[other] {" "}(sinds { $changed })
    }

RoleChangedOn = { $what ->
        [made] Het huis maakte deze rol op { $on }.
        [altered] Het huis veranderde de rol op { $on }.
        [ended] Het huis liet de rol ophouden op { $on }.
        [elected] Het huis koos wie de rol heeft op { $on }.
       *[not_elected] Het huis liet de rol weer gaan zoals altijd op { $on }.
    }

## De kaart en de peiling

Card = **{ $proposal }** “{ $text }”
    { $version ->
        [1] Van { $author }.
       *[other] Van { $author }. Versie { $version }.
    }{ $kind ->
        [experiment] {" "}Dit is een proef van vier weken.
        [urgent] {" "}Dit was spoed: het is al gedaan.
       *[agreement] {""}
    }{ $is_successor ->
        [yes] {" "}Dit komt uit de evaluatie van **{ $agreement }**.
       *[no] {""}
    }{ $would_count ->
        [0] {""}
       *[other] {" "}{ $would }
    }{ $yes_count ->
        [0] {""}
       *[other] {" "}{ $yes }
    }{ $is_changed ->
        [yes] {" "}Anders: { $changes }
       *[no] {""}
    }
    { $status }

CardReplaced = **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] {" "}Over { $about }:
    } “{ $text }”
    Dit was versie { $version }. Versie { $latest } heeft een eigen kaart, verderop.

CardStatus = { $state ->
        [talking] { $note ->
                [queued] Het gesprek is klaar. Niet te veel rondes tegelijk: deze wacht op haar beurt, en begint vanzelf.
                [orphaned] Wie het voorstelde, woont hier niet meer. Wie gaat ermee verder, voor { $until }? `!neem { $proposal }`
               *[none] Vragen? Antwoord hier. De ronde begint { $until }. Wie het voorstelde, kan eerder beginnen: `!ronde { $proposal }`.
            }
            Weet je het al? Reageer hier, dat telt zodra de ronde begint: 👍 akkoord 🤔 bedenking ✋ bezwaar 🤷 zonder mij
        [consent] { $version ->
                [1] {""}
               *[other] De tekst is nieuw, dus iedereen krijgt de vraag opnieuw.{" "}
            }{ $extended ->
                [yes] { $note ->
                    [own_yes] De ronde gaat door tot { $until }. Gehoord: { $heard } van de { $asked }. Er is nog een ja nodig.
                   *[none] Er zijn nog niet genoeg mensen gehoord. De ronde gaat door tot { $until }. Gehoord: { $heard } van de { $asked }.
                }
               *[no] De ronde is open tot { $until }. Gehoord: { $heard } van de { $asked }.
            }
            👍 akkoord { $consent } · 🤔 bedenking { $concern } · ✋ bezwaar { $objection } · 🤷 zonder mij { $aside }
            { $carried_count ->
                [0] {""}
               *[other] { $carried }
            }
            { $note ->
                [orphaned] Wie het voorstelde, woont hier niet meer. Wie gaat ermee verder, voor het eind? `!neem { $proposal }`
               *[none] Tik op de peiling, reageer hier met een teken, of schrijf `!akkoord { $proposal }`. Alleen antwoorden van gevraagde bewoners tellen mee.
            }
        [integrating] { $objection ->
                [0] Er is geen bezwaar meer, maar veel keer: zonder mij. Iedereen kan nog één keer antwoorden, tot { $until }.
                [one] ✋ Er staat een bezwaar open. Hoe kan de tekst anders? Antwoord hier.
               *[other] ✋ Er staan { $objection } bezwaren open. Hoe kan de tekst anders? Antwoord hier.
            }
            Gehoord: { $heard } van de { $asked }. 👍 { $consent } · 🤔 { $concern } · ✋ { $objection } · 🤷 { $aside }
            { $note ->
                [orphaned] Wie het voorstelde, woont hier niet meer. Wie gaat ermee verder, voor { $until }? `!neem { $proposal }`
               *[none] Wie het voorstelde, kan een nieuwe tekst schrijven: `!wijzig { $proposal } …` Of bespreek het: `!aantafel { $proposal }`. Vanaf { $until } gaat het daar vanzelf heen.
            }
        [at_table] { $objection ->
                [0] Aan tafel. Er staat geen bezwaar meer open.
                [one] Aan tafel: er staat een bezwaar open. Praat erover, bij het eten misschien.
               *[other] Aan tafel: er staan { $objection } bezwaren open. Praat erover, bij het eten misschien.
            }
            Gehoord: { $heard } van de { $asked }. 👍 { $consent } · 🤔 { $concern } · ✋ { $objection } · 🤷 { $aside }
            { $note ->
                [orphaned] Wie het voorstelde, woont hier niet meer. Wie gaat ermee verder, voor { $until }? `!neem { $proposal }`
                [told] De tafel is het eens. Was het jouw bezwaar, en is het opgelost? Tik op de peiling, of schrijf `!opgelost { $proposal }`.
               *[none] Wat kwam eruit, voor { $until }? `!uitkomst { $proposal } aannemen`, of met andere woorden erachter.
            }
        [adopted] { $agreement_state ->
                [settling] Afgesproken: **{ $agreement }**. Gehoord: { $heard } van de { $asked }.
                    { $is_everyone_heard ->
                        [yes] Zonder bezwaar geldt de afspraak vanaf { $until }.
                       *[no] Nog niet gehoord? Antwoorden kan tot { $until }. Tik op de peiling, of reageer hier: 👍 🤔 ✋ 🤷
                    }
                [ended] **{ $agreement }** was een afspraak, en geldt niet meer.
                [in_review] **{ $agreement }** geldt, en we kijken er weer naar.
               *[in_force] { $is_temporary ->
                    [yes] **{ $agreement }** geldt tot { $until }. Dan stopt het, tenzij jullie het in een ronde houden: `!ronde { $proposal }`
                        Kan het kwaad voor iemand? `!bezwaar { $agreement } …`
                   *[no] { $is_overdue ->
                        [yes] **{ $agreement }** geldt. Er is nog niet weer naar gekeken. Klopt het nog? Schrijf `!evalueer { $agreement }` met houden, wijzigen of stoppen.
                       *[no] Afgesproken: **{ $agreement }**. De afspraak geldt. Gehoord: { $heard } van de { $asked }.
                    }
                }
            }
        [withdrawn] Teruggenomen door wie het voorstelde.
        [stalled] Er kwam twee weken lang niets van de tafel. Dat is geen nee. Gehoord: { $heard } van de { $asked }.
       *[lapsed] { $note ->
                [orphaned] Wie het voorstelde is weg, en niemand ging ermee verder. Dat is geen nee.
                [person_left] Degene over wie het ging, is niet meer in dit huis.
                [own_yes] Er hoort een ja bij van wie het aangaat, en dat is er nu niet. Dat is goed.
               *[none] Er zijn te weinig mensen gehoord: { $heard } van de { $asked }. Dat is geen nee.
            }
    }

# Een peiling is platte tekst: niets vet, geen opdrachten.
Wording = { $is_end ->
        [yes] Stoppen met { $agreement }: { $text }
       *[no] { $text }
    }

PollQuestion =
    { $proposal }: “{ $text }”{ $would_count ->
        [0] {""}
       *[other] {""}
            { $would }
    }
    Kun je hiermee leven?

PollAnswer = { $stance ->
        [consent] 👍 Akkoord: geen bezwaar
        [concern] 🤔 Bedenking: mijn zorg gaat mee
        [objection] ✋ Bezwaar: dit kan schade doen
       *[aside] 🤷 Zonder mij: jullie beslissen
    }

PollClosed = De peiling over { $proposal } is voorbij. Op de kaart zie je hoe het ervoor staat.

## Lijsten en verloop

ProposalLine = **{ $proposal }**{ $about_count ->
        [0] {""}
       *[other] {" "}Over { $about }:
    } “{ $text }”
    { $state ->
        [talking] { $is_queued ->
                [yes] De ronde wacht op een beurt.
               *[no] We praten nog. De ronde begint { $until }.
            }
        [consent] Ronde open tot { $until }. Gehoord: { $heard } van de { $asked }.
        [integrating] Er staat een bezwaar open. Hoe kan de tekst anders?
        [at_table] Aan tafel: praat er samen over.
        [adopted] Afgesproken. Nog niet gehoord? Antwoorden kan tot { $until }.
        [withdrawn] Teruggenomen door wie het voorstelde.
        [stalled] Er kwam niets van de tafel.
       *[lapsed] Het stopte zonder besluit.
    }

ProposalsShown = { $count ->
        [0] Er staat nu niets open. Heb je een idee? `!voorstel …`
        [one] Er staat één voorstel open:
            { $lines }
            Meer weten? Schrijf `!toon` met het nummer.
       *[other] Er staan { $count } voorstellen open:
            { $lines }
            Meer weten? Schrijf `!toon` met een nummer.
    }

AgreementLine = **{ $agreement }**{ $agreed_count ->
        [0] {" "}“{ $text }”
       *[other] : { $agreed }
    }
    { $state ->
        [settling] { $is_temporary ->
            [yes] Spoed: er is een bezwaar, dus het geldt nu even niet.
           *[no] Net afgesproken, antwoorden kan nog. { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
        }
        [ended] Dit geldt niet meer.
        [in_review] Dit geldt, en we kijken er weer naar.
       *[in_force] { $is_temporary ->
            [yes] Spoed: het stopt op { $review }, tenzij jullie het in een ronde houden.
           *[no] { $is_overdue ->
                [yes] Op { $review } wilden we er weer naar kijken. Klopt het nog? Schrijf `!evalueer { $agreement }` met houden, wijzigen of stoppen.
               *[no] { $is_trial ->
                    [yes] Een proef. Op { $review } kijken we of het blijft.
                   *[no] { $ends_itself ->
                [yes] Op { $review } houdt het vanzelf op.
               *[no] Op { $review } kijken we er weer naar.
            }
                }
            }
        }
    }

AgreementsShown = { $count ->
        [0] Ik vond geen afspraken. Wat willen jullie afspreken? `!voorstel …`
        [one] Er is één afspraak:
            { $lines }
            Meer weten? Schrijf `!toon` met het nummer.
       *[other] Er zijn { $count } afspraken:
            { $lines }
            Meer weten? Schrijf `!toon` met een nummer.
    }

HistoryProposed = { $version ->
        [1] { $member } stelde voor: “{ $text }” ({ $at })
       *[other] { $member } schreef versie { $version }: “{ $text }” ({ $at })
    }

HistoryRound = { $asked ->
        [one] Een ronde voor één bewoner, van { $at } tot { $closes_at }
       *[other] Een ronde voor { $asked } bewoners, van { $at } tot { $closes_at }
    }

HistoryExtended = Te weinig mensen gehoord: de ronde ging door tot { $closes_at } ({ $at })

HistoryStance = { $stance ->
        [consent] 👍 { $member }: akkoord
        [concern] 🤔 { $member }: bedenking
        [objection] ✋ { $member }: bezwaar
       *[aside] 🤷 { $member }: zonder mij
    }{ $is_own ->
        [yes] {""}
       *[no] , gezegd door { $by }
    }{ $words ->
        [written] {" "}“{ $reason }”
        [voice] , ingesproken
       *[none] {""}
    } { $counts ->
        [yes] ({ $at })
       *[no] ({ $at }; dit telt niet meer)
    }

HistoryObjection = { $state ->
        [pending] Het bezwaar van { $member } wacht op een reden
        [open] Het bezwaar van { $member } staat open
        [resolved] Het bezwaar van { $member } is voorbij
       *[concern] Het bezwaar van { $member } gaat mee als bedenking
    }{ $words ->
        [written] : “{ $reason }”
        [voice] , ingesproken
       *[none] {""}
    } ({ $at })

HistoryMoved = { $state ->
        [talking] Het gesprek begon
        [consent] De ronde begon
        [integrating] Er stond een bezwaar: hoe kan de tekst anders?
        [at_table] Het ging aan tafel
        [adopted] Het werd een afspraak
        [withdrawn] Teruggenomen door wie het voorstelde
        [stalled] Er kwam niets van de tafel
       *[lapsed] Het stopte zonder besluit
    } ({ $at })

HistoryTold = { $member } vertelde dat de tafel het eens is ({ $at })

HistoryTakenOver = { $member } ging ermee verder ({ $at })

HistoryAgreement = { $state ->
        [settling] **{ $agreement }** werd afgesproken; antwoorden kon nog
        [in_force] **{ $agreement }** geldt vanaf hier
        [in_review] **{ $agreement }** werd weer bekeken
       *[ended] **{ $agreement }** stopte
    } ({ $at })

HistoryKept = Na een ronde bleef **{ $agreement }**; de evaluatie is op { $review } ({ $at })

HistoryReview = { $early_count ->
        [0] Tijd om weer naar **{ $agreement }** te kijken, tot { $until } ({ $at })
       *[other] { $early } Daarom keken we weer naar **{ $agreement }**, tot { $until } ({ $at })
    }

HistoryAnswer = { $answer ->
        [keep] { $member }: houden
        [change] { $member }: wijzigen
       *[end] { $member }: stoppen
    }{ $is_own ->
        [yes] {""}
       *[no] , gezegd door { $by }
    }{ $has_text ->
        [yes] {" "}“{ $text }”
       *[no] {""}
    } ({ $at })

HistoryHandedOn = Daaruit kwam **{ $proposal }** ({ $at })

HistoryRenewed = { $is_overdue ->
        [yes] Er kwam geen antwoord; **{ $agreement }** blijft ({ $at })
       *[no] **{ $agreement }** blijft; de volgende evaluatie is op { $review } ({ $at })
    }

ProposalShown =
    { $card }

    Zo ging het:
    { $lines }

## Over iemand
# Wie het leest, is wie het aangaat: wat er ligt en wat er wanneer komt; geen etiket, geen verwijt.

NameLine = { $member }

SayItPrivately =
    Wat over iemand gaat, zeg je beter tegen mij alleen. Dan hoort die persoon het zelf als eerste.
    Ik heb er niets van bewaard. Wil je je bericht hier weghalen?
    Ga dan verder in een privégesprek met mij: `!over @naam …`

PersonMissing =
    Over wie gaat het, en wat zou je willen? Schrijf het zo: `!over @naam …`
    Wat wordt er anders, vanaf wanneer, en tot wanneer?

PersonUnknown =
    Ik ken hier niemand die “{ $typed }” heet. Is het iemand die hier woont of werkt?
    Schrijf de naam zoals die in de groep staat: `!over @naam …`

WhichPerson =
    Meer dan één persoon heet hier zo. Wie bedoel je?
    { $people }
    Schrijf het hele account in plaats van de naam: `!over @naam …`

AboutYourself =
    Dit gaat over jou zelf, daar heb je geen ronde voor nodig. Zou het helpen om er met iemand over te praten?
    Wil je het huis iets vragen? `!voorstel …`

AboutNoted = { $version ->
        [1] Goed dat je dit eerst hier zegt. **{ $proposal }** gaat over { $about }.
       *[other] Wie al van **{ $proposal }** wist, krijgt nu de nieuwe tekst.
    }
    { $has_account ->
        [yes] { $about } hoort het als eerste, van mij, met jouw naam erbij.{ $has_professionals ->
                [yes] {" "}Daarna horen de begeleiders het.
               *[no] {""}
            }
       *[no] { $about } heeft hier geen account, dus ik kan het niet vertellen. Wil jij het { $about } vandaag zelf zeggen?{ $has_professionals ->
                [yes] {" "}De begeleiders horen het van mij.
               *[no] {""}
            }
    }
    Het huis hoort het { $room_at }. Dan praten we zeven dagen; de ronde begint { $round_at }.
    Wat zou { $about } er zelf over zeggen? Een gesprek vooraf kan veel veranderen.
    Andere woorden? `!wijzig { $proposal } …` Toch niet? `!intrekken { $proposal }`

AboutYou = { $version ->
        [1] { $author } heeft iets voorgesteld dat over jou gaat. Jij hoort het als eerste.
       *[other] { $author } heeft de tekst die over jou gaat veranderd.
    }
    {""}**{ $proposal }** “{ $text }”
    Er is niets besloten. { $professionals_count ->
        [0] Het huis hoort het { $room_at }.
       *[other] Na jou horen de begeleiders het, en het huis { $room_at }.
    }
    Dan praten we zeven dagen. De ronde begint { $round_at }. Jij wordt ook gevraagd, en jouw bezwaar telt zoals dat van ieder ander.
    Je hoeft nu niet te antwoorden. Wie kan er eerst bij je komen zitten? { $professionals_count ->
        [0] Misschien een huisgenoot die je vertrouwt.
       *[other] Misschien een huisgenoot die je vertrouwt, of:
            { $professionals }
    }
    Met `!toon { $proposal }` lees je het hier terug.

AboutSomebody = { $version ->
        [1] { $author } heeft iets voorgesteld dat over { $about } gaat.
       *[other] { $author } heeft de tekst die over { $about } gaat veranderd.
    }
    {""}**{ $proposal }** “{ $text }”
    { $has_account ->
        [yes] Ik heb het { $about } als eerste verteld. Het huis hoort het { $room_at }. Wil je het tot dan voor je houden?
       *[no] { $about } heeft hier geen account; ik heb { $author } gevraagd het zelf te zeggen. Kijk jij of dat lukt? Het huis hoort het { $room_at }.
    }
    Dan praten we zeven dagen. De ronde begint { $round_at }.
    Wie gaat er bij { $about } zitten, en wie bij { $author }? Wat is er nodig om samen te praten?
    Is er meer tijd nodig? Eén keer kan het zeven dagen langer: `!pauze { $proposal } …`

AboutTakenBack = **{ $proposal }** is teruggenomen. Het huis hoort er niets van; wie het wist, krijgt bericht.
    Wat heb je nu nodig, en van wie?

AboutYouTakenBack = { $has_left ->
        [yes] { $author } is niet meer in dit huis. Daarom is **{ $proposal }**, dat over jou ging, van de baan.
       *[no] { $author } heeft **{ $proposal }**, dat over jou ging, teruggenomen. Er komt niets van.
    }
    Het huis heeft het niet gehoord. Zou het helpen om er met iemand over te praten?

AboutSomebodyTakenBack = { $has_left ->
        [yes] { $author } is niet meer in dit huis. Daarom is **{ $proposal }**, dat over { $about } ging, van de baan.
       *[no] { $author } heeft **{ $proposal }**, dat over { $about } ging, teruggenomen.
    }
    { $has_account ->
        [yes] Ik heb het { $about } verteld. Het huis heeft het niet gehoord. Wat heeft { $about } nu nodig?
       *[no] Het huis heeft het niet gehoord. { $about } heeft hier geen account: wie vertelt het?
    }

AskedUntil = { $closes_at }

AboutYouAnew =
    Er is een nieuwe tekst over jou, van { $author }. Het huis leest die nu ook.
    {""}**{ $proposal }** “{ $text }”
    { $asked_count ->
        [0] Er is niets besloten. We praten er eerst over.
       *[other] Er is niets besloten. Iedereen wordt opnieuw gevraagd, jij ook. Antwoorden kan tot { $asked }.
    }
    { $objects ->
        [yes] Is je bezwaar hiermee opgelost? Schrijf dan `!akkoord { $proposal }`. Zo niet: `!bezwaar { $proposal } …`
       *[no] Met wie kun je dit lezen? Wat wil jij erover zeggen?
    }

AboutSomebodyAnew =
    Er is een nieuwe tekst over { $about }, van { $author }. Het huis leest die nu ook.
    {""}**{ $proposal }** “{ $text }”
    { $asked_count ->
        [0] Er is niets besloten. We praten er eerst over.
       *[other] Er is niets besloten. Iedereen wordt opnieuw gevraagd, tot { $asked }.
    }
    Wie leest dit samen met { $about }?

AboutSomebodyLeft =
    { $about } is niet meer in dit huis. Daarom stopt **{ $proposal }**, dat over { $about } ging.
    Het huis weet er niet van, en hoort er ook niets meer over.
    { $is_author ->
        [yes] Wat heb je nu nodig, en van wie?
       *[no] Het kwam van { $author }. Wie kan er nu naar { $author } luisteren?
    }

PersonLeft = **{ $proposal }** gaat over { $member }, en { $member } woont hier niet meer. Is het nog nodig?
    { $author_count ->
        [0] Zo niet, dan hoeft niemand ermee verder.
       *[other] { $author } kan het terugnemen: `!intrekken { $proposal }`
    }

TalkToSomebody =
    Ik kan alleen dingen doorgeven; erover praten kan ik niet. Wat je net schreef, heb ik niet bewaard.
    { $professionals_count ->
        [0] Wie in huis kan er naar je luisteren?
       *[other] Wie kan er naar je luisteren? Een huisgenoot die je vertrouwt, of:
            { $professionals }
    }
    Met `!voorstellen` zie je wat er open staat, en tot wanneer.

IsItAboutSomebody =
    In **{ $proposal }** staat de naam van { $about }. Mag { $about } straks ergens niet bij zijn, of geldt er iets voor { $about } alleen?
    Dan hoort { $about } het als eerste te weten. Neem het terug met `!intrekken { $proposal }`, en zeg het hier: `!over @naam …`
    Zo niet, dan is het goed en gaat het gewoon door.

TalkingTakesAWeek = **{ $proposal }** gaat over iemand, daarom praten we zeven dagen. De ronde begint vanzelf, { $opens_at }.
    Met wie heb je nog niet gepraat?

ShownPrivately = **{ $agreement }** gaat over iemand, daarom staat het alleen in een privégesprek.
    Vraag het me daar: `!toon { $agreement }`

PausedToTalk =
    { $member } vraagt zeven dagen meer om te praten over **{ $proposal }**: “{ $reason }”
    Alles wat nog kwam, komt zeven dagen later. Dit kan één keer, en het is geen nee.
    Wat zou het gesprek verder helpen?

PausedBefore =
    { $by } vraagt zeven dagen meer om te praten over **{ $proposal }**: “{ $reason }”
    Het huis hoort het nu pas { $room_at }. Dit kan één keer, en het is geen nee.
    Met wie zou je willen praten?

PauseNoted = **{ $proposal }** wacht zeven dagen; wie ervan weet, hoort dat met jouw reden erbij.
    Het huis hoort het { $room_at }. Wie praat er eerst met wie?

ProfessionalsOnly =
    Deze opdracht is voor wie hier als begeleider werkt. Zie wie dat is: `!wie`
    Wat zou je van hen willen? Vraag het in de groep, of met `!verzoek`.

OnlyAboutAPerson =
    Alleen wat over iemand gaat, kan pauze krijgen. **{ $proposal }** gaat niet over iemand.
    Wat zie jij? Zeg het in een antwoord op de kaart.

TooLateToPause = **{ $proposal }** staat niet meer open, er is dus niets te pauzeren.
    Hoe staat het er nu voor? `!toon { $proposal }`

PausedAlready = **{ $proposal }** heeft al een keer pauze gehad, vaker kan niet.
    Wat moet er nog gezegd worden? Zeg het in een antwoord op de kaart.

PauseIsForAnother = **{ $proposal }** gaat over jou, daarom is tijd vragen aan een andere begeleider.
    Wie zou je kunnen vragen? In de ronde heb je een stem zoals ieder ander: `!toon { $proposal }`

HistoryAnnounced = Het huis hoorde ervan ({ $at })

HistoryPaused = { $member } vroeg zeven dagen meer om te praten: “{ $reason }” ({ $at })

PersonStatus =
    We praten hier eerst over; de ronde begint { $until }. { $is_paused ->
        [yes] Er is één keer zeven dagen bij gekomen.
       *[no] {""}
    }
    Wat gebeurde er, wat heb je nodig, en wat kan helpen? Praat met elkaar, niet alleen hier.

PersonCard = **{ $proposal }** Over { $about }: “{ $text }”
    { $version ->
        [1] Van { $author }. { $about } heeft er ook een stem in.
       *[other] Van { $author }. Versie { $version }.
    }{ $is_successor ->
        [yes] {" "}Dit komt uit de evaluatie van **{ $agreement }**.
       *[no] {""}
    }
    { $status }

PersonPollQuestion =
    { $proposal }, over { $about }: “{ $text }”
    Kun je hiermee leven?

## Tussen het huis en de organisatie

Requested = **{ $request }** { $by } vraagt aan de organisatie: “{ $text }”{ $has_agreement ->
        [yes] {" "}Het gaat over **{ $agreement }**.
       *[no] {""}
    }
    { $has_professionals ->
        [yes] Wanneer komt er een antwoord? Een begeleider zegt het: `!toezegging { $request } vrijdag` of `!antwoord { $request } …`
       *[no] Er is hier nog geen begeleider. Aan wie kun je dit doorgeven?
    }

AskedAlready = Dat is al gevraagd: **{ $request }** wacht op een antwoord.
    Wat kwam er tot nu toe van? `!toon { $request }`

RequestAboutPerson =
    Afspraak **{ $agreement }** gaat over iemand, en dat blijft binnen dit huis.
    Wat zou helpen? Praat erover met een begeleider: `!wie`

DayLine = { $day }

Promised = **{ $request }** “{ $asked }”
    { $by } zegt een antwoord toe, op of voor { $due }.{ $has_text ->
        [yes] {" "}“{ $text }”
       *[no] {""}
    }{ $before_count ->
        [0] {""}
       *[other] {" "}Eerst was dat { $before }.
    }

PromiseUnclear = Op welke dag is er een antwoord? In “{ $typed }” lees ik geen dag.
    Begin met de dag: `!toezegging { $request } vrijdag …`

PromiseIsPast = Die dag is al voorbij: { $day }. Op welke dag is er een antwoord?
    Schrijf het zo: `!toezegging { $request } vrijdag`

Answered = **{ $request }** “{ $asked }”
    { $is_again ->
        [yes] { $by } heeft een nieuw antwoord: “{ $text }”
       *[no] Het antwoord, van { $by }: “{ $text }”
    }
    Is dat genoeg? Zo niet, wat vragen jullie dan?

AnsweredAlready = **{ $request }** is { $at } beantwoord.
    Is er een nieuw antwoord? `!antwoord { $request } …`

RequestRef = **{ $request }**

RequestMissing = { $refs_count ->
        [0] Er wacht nu geen verzoek op antwoord. Wat is er eerder gevraagd? `!verzoeken`
       *[other] Welk verzoek bedoel je? Schrijf het zo: { $usage }
            Deze wachten op antwoord:
            { $refs }
    }

RequestMalformed = Welk verzoek bedoel je met “{ $typed }”? Schrijf het zo: { $usage }
    Bij `!verzoeken` staan de nummers.

RequestUnknown = Er is in dit huis geen verzoek “{ $typed }”. Welke er wel zijn: `!verzoeken`

AnswerLine = { $day }: “{ $text }”

RequestLine = **{ $request }** “{ $text }” { $answer_count ->
        [0] { $due_count ->
                [0] Gevraagd op { $asked }, nog zonder datum.
               *[other] { $is_overdue ->
                        [yes] Er zou een antwoord zijn op { $due }. Wat is er nodig?
                       *[no] Het antwoord komt op of voor { $due }.
                    }
            }
       *[other] Beantwoord op { $answer }
    }

RequestsShown = { $waiting_count ->
        [0] Er ligt geen verzoek bij de organisatie. Kunnen jullie iets niet zelf beslissen? `!verzoek …`
       *[other] Gevraagd aan de organisatie:
            { $waiting }
    }{ $answered_count ->
        [0] {""}
       *[other] {""}
            Pas beantwoord:
            { $answered }
    }

RequestShown = Alles van **{ $request }**, van oud naar nieuw:
    { $lines }

HistoryRequested = { $by } vroeg: “{ $text }” ({ $at })

HistoryPromised = { $by } zei een antwoord toe, op of voor { $due }{ $has_text ->
        [yes] : “{ $text }”
       *[no] {""}
    } ({ $at })

HistoryAnswered = { $by } antwoordde: “{ $text }” ({ $at })

MandateKept = De rolkaart van { $by }: “{ $text }”
    Is er iets niet duidelijk? Vraag het { $by }. Met `!wie` zie je de kaart. Over een half jaar vraag ik er weer naar.

MandateLine = “{ $text }” (sinds { $day })

VoteIsForResidents = Fijn dat je meedenkt. De bewoners beslissen dit, dus je tik telt niet mee.
    Wat zie je, of wat wil je vragen? Zeg het in de groep.

NudgeTurn = { $holder_count ->
        [0] **{ $role }**: nog niemand, vanaf { $starts_at }.
       *[other] **{ $role }**: { $before_count ->
                [0] { $holder } begint op { $starts_at }.
               *[other] { $holder } neemt het over van { $before }, op { $starts_at }.
            }{ $mentor_count ->
                [0] {""}
               *[other] {" "}{ $mentor } is maatje.
            }
    }

NudgeRequest = **{ $request }** ({ $text }) { $due_count ->
        [0] wacht sinds { $asked } op een datum.
       *[other] { $is_overdue ->
                [yes] wacht sinds { $due } op antwoord.
               *[no] krijgt antwoord op of voor { $due }.
            }
    }

NudgeCard = { $card }

NudgeQuestion = { $question }

NudgeWords = { $is_quiet ->
        [yes] **{ $house }**, week { $week }: een rustige week. Een vraag om eens te stellen:
            { $question }
       *[no] **{ $house }**, week { $week }{ $turns_count ->
                [0] {""}
               *[other] {""}
                    { $turns }
            }{ $more_turns ->
                [0] {""}
               *[other] {" "}Meer: `!rollen`
            }{ $unheard ->
                [0] {""}
                [one] {""}
                    In de laatste drie rondes is één bewoner niet gehoord. Wat zou helpen?
               *[other] {""}
                    In de laatste drie rondes zijn { $unheard } bewoners niet gehoord. Wat zou helpen?
            }{ $is_sharing ->
                [yes] {""}
                    Het huis bespreekt hoe het dit deelt: { $roles }. Wat kun jij loslaten?
               *[no] {""}
            }{ $requests_count ->
                [0] {""}
               *[other] {""}
                    { $requests }
            }{ $more_requests ->
                [0] {""}
               *[other] {" "}Meer: `!verzoeken`
            }{ $without_card_count ->
                [0] {""}
               *[other] {""}
                    { $without_card }, wat beslis jij hier, en wat de organisatie? `!mandaat …`
            }{ $is_monthly ->
                [yes] {""}
                    Eens per maand: hoe is het met verwachtingen, afstemming, rollen, maatwerk? Neem wat wringt mee naar intervisie, met ervaringswerkers.
               *[no] {""}
            }
            { $card }
    }

Nudge = { $words }

NudgeShown = Dit lezen begeleiders hier deze week:
    { $words }

NoNudgeYet = { $has_professionals ->
        [yes] Er was deze week nog geen seintje. Het volgende komt { $at }.
       *[no] Er is hier geen begeleider, dus er komt geen seintje.
    }

QuestionAsked = { $question }

WeeklyQuestion = Een vraag voor deze week: { $question }
    Antwoord gewoon, in je eigen woorden.

QuestionsStop = Op drie weekvragen kwam geen antwoord, dus ik stop ermee.
    Willen jullie ze terug? `!inrichten zet vraag woensdag 10:00`

## Het wiel

WheelBegins = { $is_yearly ->
        [yes] Het wiel draait. Eén keer per jaar vragen we ons af of we ons huis nog zo willen.
       *[no] Jullie wilden dat het wiel draait. Dus vragen we ons af of we ons huis nog zo willen.
    }
    Vijf dagen lang stel ik één vraag per dag. De eerste komt { $first_at }. Antwoord gewoon hier, of aan tafel. Ik bewaar er niets van.
    Daarna kijken jullie naar de rollen, en naar wat jullie over het huis zelf hebben afgesproken.

WheelIsWanted = Het wiel gaat draaien.

WheelTurnsAlready = Het wiel draait al. Ik ga door waar we zijn. Wat kwam er tot nu toe boven?

WheelQuestion = { $topic ->
        [core_group] Vraag 1 van 5. **Schaffen we de kerngroep af?**
            Dat zijn de paar mensen die veel dragen. Dank aan hen. Stel dat niemand meer in het midden staat. Wat valt er om, en wie krijgt er ruimte?
        [place] Vraag 2 van 5. **Komen we ergens anders bij elkaar?**
            Wie zien we nu niet? In welke kamer, keuken of tuin zou die wel komen zitten?
        [rules] Vraag 3 van 5. **Welke regel kan weg?**
            Welke afspraak zou niemand missen? Met `!afspraken` zie je wat er geldt.
        [roles] Vraag 4 van 5. **Welke rollen willen we nog?**
            Wat gaat ook goed als niemand erover gaat? Met `!rollen` zie je wie nu wat doet.
       *[likeness] Vraag 5 van 5. **Waar zijn we op gaan lijken?**
            Dit huis begon omdat het anders moest. Wat ziet iemand die hier voor het eerst binnenkomt?
    }

RoleReviewStarts =
    We kijken naar de rol **{ $role }**. Houden we die, wijzigen we die, of stoppen we ermee?
    Tik op de peiling tot { $until }. Of antwoord op dit bericht met één woord: houden, wijzigen of stoppen.
    { $offline_count ->
        [0] {""}
       *[other] { $offline }
    }
    Tot er iets anders is afgesproken, blijft de rol zoals ze is.

AskAboutRole = Wie vraagt het { $member }? Antwoord dan hierop met `!namens { $first } houden`, of een van de andere woorden.

RoleReviewGoesOn = { $unheard ->
        [one] Eén van jullie kan nog antwoorden over de rol **{ $role }**, tot { $until }.
       *[other] { $unheard } van jullie kunnen nog antwoorden over de rol **{ $role }**, tot { $until }.
    }
    Houden, wijzigen of stoppen? Tik op de peiling.

RoleReviewQuestion =
    De rol { $role }
    Houden we die?

RoleReviewClosed = De peiling over de rol { $role } is voorbij. Dank je wel.

RolePollMended = De peiling over de rol **{ $role }** is gestopt, maar we kijken er nog naar. Wat je zei, telt. Hier is een nieuwe peiling.

RolePollLeftEnded =
    De peiling over de rol **{ $role }** is weer gestopt. Antwoorden kan tot { $until }. Wat je zei, telt.
    Antwoord op het bericht over deze rol met één woord: houden, wijzigen of stoppen.

RoleReviewNoted = { $answer ->
        [keep] 👍 Genoteerd: de rol **{ $role }** houden zoals ze is.
        [change] 🤔 Genoteerd: de rol **{ $role }** wijzigen.
       *[end] ✋ Genoteerd: stoppen met de rol **{ $role }**.
    }

SpokenOfRole = { $answer ->
        [keep] { $by } zegt namens { $member }: de rol **{ $role }** houden. Klopt het niet? ✋
        [change] { $by } zegt namens { $member }: de rol **{ $role }** wijzigen. Klopt het niet? ✋
       *[end] { $by } zegt namens { $member }: stoppen met de rol **{ $role }**. Klopt het niet? ✋
    }

SpokenOfRoleUndone = Wat namens { $member } over de rol **{ $role }** gezegd is, telt niet meer. Wie vraagt het { $member }?

RoleReviewIsOver =
    Naar deze rol kijken we nu niet meer. Met `!rollen` zie je hoe het is.
    Wil je het anders? `!inrichten rol …`

RoleStays = { $is_answered ->
        [yes] De rol **{ $role }** blijft zoals ze is.
       *[no] Over de rol **{ $role }** kwam geen antwoord. Ze blijft zoals ze is.
    }

RoleChangeAsked =
    { $member }, jij wilt de rol **{ $role }** wijzigen. Fijn dat je dat zegt. Hoe moet het dan?
    Schrijf het zo: `!inrichten rol { $role } elke 2 weken`
    Zonder voorstel blijft de rol zoals ze is.

RoleIsDiscussed = Iemand wil stoppen met de rol **{ $role }**. Over deze rol loopt al een voorstel: **{ $proposal }**. Wat zien jullie daarin?

AgreementNamed = **{ $agreement }**{ $agreed_count ->
        [0] {" "}“{ $text }”
       *[other] : { $agreed }
    }

ProposalNamed = **{ $proposal }**

WheelDay = { $day }

WheelIsRound =
    Het wiel is rond. Dank aan iedereen die meedacht.
    { $stayed_count ->
        [0] {""}
       *[other] Dit blijft ({ $stayed_count }):
            { $stayed }
    }
    { $changed_count ->
        [0] {""}
       *[other] Dit is nu anders ({ $changed_count }):
            { $changed }
    }
    { $ended_count ->
        [0] {""}
       *[other] Hiermee zijn we gestopt ({ $ended_count }):
            { $ended }
    }
    { $deciding_count ->
        [0] {""}
       *[other] Hierover beslissen we nog; het gaat verder als voorstel ({ $deciding_count }):
            { $deciding }
    }
    { $again_count ->
        [0] {""}
       *[other] Op { $again } draait het wiel weer.
    }
    Wat nemen jullie hieruit mee?

## Wat elke opdracht voor mij doet

purpose-help = zien wat je hier kunt schrijven
purpose-propose = je idee inbrengen bij het hele huis
purpose-quick = een idee inbrengen en het iedereen meteen vragen
purpose-try = iets vier weken uitproberen
purpose-urgent = vertellen wat je deed omdat het niet kon wachten
purpose-proposals = zien wat er nu open staat
purpose-show = alles lezen over een voorstel, afspraak of verzoek
purpose-round = de ronde over je eigen voorstel beginnen
purpose-consent = zeggen dat je geen bezwaar hebt
purpose-concern = je zorg delen; het voorstel mag door
purpose-object = zeggen wat er mis kan gaan, en voor wie
purpose-aside = gehoord zijn, en de anderen laten beslissen
purpose-unvote = je antwoord terugnemen
purpose-resolved = je bezwaar afsluiten; het blijft een bedenking
purpose-amend = je voorstel een nieuwe tekst geven
purpose-withdraw = je eigen voorstel terugnemen
purpose-change = veranderen hoe het huis zelf werkt
purpose-about = iets zeggen over iemand, die het als eerste hoort
purpose-pause = zeven dagen meer vragen om te praten
purpose-table = een bezwaar samen aan tafel bespreken
purpose-outcome = vertellen wat er aan tafel uit kwam
purpose-take = een beurt nemen, of een voorstel van wie vertrok
purpose-mirror = zien wie wat deed in de laatste beurten
purpose-roles = zien wie wat doet, en wie er hierna komt
purpose-willing = gevraagd worden voor een rol
purpose-unwilling = niet gevraagd worden voor een rol
purpose-pass = een beurt doorgeven aan de volgende
purpose-swap = een beurt ruilen met iemand
purpose-handover = iets meegeven aan wie de rol hierna heeft
purpose-agreements = zien of zoeken wat jullie samen hebben afgesproken
purpose-review = zeggen of een afspraak blijft
purpose-away = niet gevraagd worden tot je terug bent
purpose-back = weer gevraagd worden
purpose-member = iemand zonder account erbij zetten, weghalen of koppelen
purpose-for = doorgeven wat iemand zonder account zegt
purpose-guest = zeggen dat je hier niet woont
purpose-who = zien wie wie is in dit huis
purpose-mandate = zeggen wat je zelf beslist
purpose-request = iets vragen aan de organisatie
purpose-requests = zien wat jullie aan de organisatie vroegen
purpose-promise = zeggen wanneer er een antwoord is
purpose-answer = een verzoek beantwoorden
purpose-nudge = lezen wat begeleiders deze week lezen
purpose-question = een vraag krijgen om over te praten
purpose-language = kiezen welke taal ik hier spreek
purpose-settings = zien hoe rondes in dit huis gaan
purpose-export = als bestand meenemen wat jullie besloten

## Delen van een voorbeeldregel

arg-text = tekst
arg-proposal = P1
arg-proposal-or-agreement = P1 of A1
arg-agreement = A1
arg-answer = houden|wijzigen|stoppen
arg-wording = tekst
arg-reason = reden
arg-outcome = aannemen|intrekken
arg-words = woorden
arg-duration = 2 dagen
arg-language = en of nl
arg-objector = @naam
arg-until = tot vrijdag
arg-member-act = erbij Jan
arg-name = naam
arg-spoken = Jan akkoord P1
arg-person = @naam
arg-why = reden
arg-role = voorzitter
arg-role-maybe = voorzitter
arg-role-or-proposal = voorzitter of P1
arg-with = @naam
arg-request = R1
arg-any-number = P1, A1 of R1
arg-by-when = vrijdag tekst
arg-requested = tekst of A1
arg-command = opdracht
arg-change = rol koken elke 2 weken
arg-form = md|csv|ics|json

## Woorden zoals iemand ze kan schrijven

example-propose = Samen eten op vrijdag
example-quick = Zaterdag filmavond
example-try = Geen telefoons aan tafel
example-urgent = De douche lekt, gebruik hem niet
example-about = We willen praten over het lawaai in de nacht
example-amend = Samen eten op donderdag
example-pause = Ik wil eerst iedereen horen
example-handover = Het boodschappenlijstje hangt op de koelkast
example-mandate = Ik heb de sleutels, en mag 50 euro uitgeven
example-request = Een slot op de badkamerdeur
example-promise = vrijdag Er komt een loodgieter
example-answer = Het slot komt maandag

## Tijden

today-at = vandaag om { $time }
tomorrow-at = morgen om { $time }
day-at = { $day } om { $time }
duration-minutes = { $count ->
        [one] { $count } minuut
       *[other] { $count } minuten
    }
duration-hours = { $count } uur
duration-days = { $count ->
        [one] { $count } dag
       *[other] { $count } dagen
    }
