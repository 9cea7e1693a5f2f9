### Wat Kring in het Nederlands zegt. Een bericht heet naar zijn uitkomst; de velden zijn de variabelen.
### Geen van beide talen is een vertaling van de andere. Huisstijl: tests/texts/test_texts.py.

## Binnenkomen, en het huis zelf

Welcome =
    Hallo, ik ben Kring. Met mij nemen jullie hier samen besluiten.
    Met `!voorstel …` breng je een idee in. We vragen het iedereen, en elk bezwaar telt.
    Wat er nog meer is, zie je met `!hulp`. Engels kan ook: `!taal en`.
    Wat jullie tegen mij zeggen, bewaar ik: opdrachten en antwoorden. Wat jullie tegen elkaar zeggen, bewaar ik niet.
    Hoe willen jullie het hier samen regelen?

MovedHere = We gaan hier verder. Voorstellen, antwoorden en afspraken zijn meegekomen.

CannotRead =
    Ik kan niet lezen wat { $member } schreef. Het is versleuteld, en de sleutel is er nog niet.
    { $member }, wil je het nog een keer sturen?

CannotReadYou = Ik kan niet lezen wat je schreef. Het is versleuteld, en de sleutel is er nog niet. Wil je het nog een keer sturen?

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

PrivateOfTwoHouses =
    Je zit met mij in meer dan één huis. Ik weet niet welk huis je bedoelt.
    Wil je dit in de groep van dat huis schrijven?

ProfessionalNamed =
    { $member } is hier als begeleider. De bewoners beslissen, een begeleider denkt mee.
    Vragen daarover? Stel ze aan { $member }.

DoneInTheRoom = Gedaan. Het staat nu in de groep van het huis, waar iedereen het kan lezen.

LanguageSet =
    Vanaf nu praat ik hier Nederlands. Engelse opdrachten werken nog steeds.
    Terug naar Engels? `!taal en`

# Alleen wat nu werkt, heeft eigen woorden.
SettingLine = { $setting ->
        [talk_hours] Uren praten voor een ronde: { $value }
        [round_hours] Uren voor een ronde: { $value }
        [quick_hours] Uren voor een snelle ronde: { $value }
        [grace_hours] Uren om na een afspraak nog iets te zeggen: { $value }
        [quorum] Deel van de bewoners dat gehoord moet zijn: { $value }
        [min_heard] Aantal mensen dat minstens gehoord is: { $value }
        [review_months] Maanden tot we er weer naar kijken: { $value }
        [quiet_hours] Rustige uren, waarin ik wacht: { $value ->
            [off] geen
           *[other] { $value }
        }
        [timezone] Tijdzone: { $value }
        [language] Taal: { $value ->
            [en] Engels
            [nl] Nederlands
           *[other] { $value }
        }
       *[other] { $setting }: { $value }
    }

SettingsShown =
    Zo gaan de rondes in dit huis:
    { $lines }
    Past dat nog bij jullie? De taal verander je met `!taal en`.

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

EditNotRead =
    Ik lees een bericht maar één keer. Je wijziging heb ik dus gemist.
    Wil je een nieuw bericht sturen? Gebruik { $command }.

Crashed =
    Sorry, er ging iets mis bij mij. Er is niets van bewaard. Wil je het nog eens proberen?
    Gebeurt het weer, geef dit dan door aan wie mij beheert: **{ $reference }**

## Wat er getypt is, en wie het mag

TextMissing = Er mist nog iets. Schrijf het zo: { $usage }

TextTooLong =
    Je tekst heeft { $length } tekens, en er passen er { $limit }. Wat is het belangrijkste?
    De rest kan in een antwoord op de kaart.

NumberMissing =
    Welk nummer bedoel je? Schrijf het zo, of antwoord op de kaart: { $usage }
    Met `!voorstellen` zie je de nummers.

NumberMalformed =
    “{ $typed }” kan ik niet als nummer lezen. Schrijf het zo: { $usage }
    Met `!voorstellen` zie je de nummers.

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

TooManyWords = Ik begrijp niet al deze woorden. Schrijf het zo: { $usage }

MemberUnknown =
    Ik weet niet wie “{ $typed }” is. Schrijf de naam zoals die in de groep staat.
    Bijvoorbeeld: `!opgelost P1 @naam`

ResidentsOnly =
    Deze opdracht is voor wie hier woont.
    Heb je een idee? Vertel het een bewoner, die kan het voorstellen.

ProposersOnly = **{ $proposal }** is van { $author }. Daarom kan alleen { $author } dit doen.
    Wat zou jij graag zien? Zeg het in een antwoord op de kaart.

NotOnTheRoll =
    In een ronde vragen we wie hier woont als ze begint.
    Voor **{ $proposal }** ben jij niet gevraagd. Wat zie jij? Zeg het in een antwoord op de kaart.

NoObjectionStands =
    Ik zie geen open bezwaar tegen **{ $proposal }** dat hiermee klaar is.
    Met `!toon { $proposal }` zie je hoe het ervoor staat.

## Antwoorden

StillTalking =
    We praten nog over **{ $proposal }**. De ronde begint { $opens_at }.
    Weet je het al? Reageer op de kaart met 👍 🤔 ✋ of 🤷. Dat telt zodra de ronde begint.

RoundIsOpen =
    De ronde over **{ $proposal }** loopt al, tot { $closes_at }.
    Wat zeg jij? Tik op de peiling, of schrijf `!akkoord { $proposal }`.

RoundIsOver = { $state ->
        [adopted] **{ $proposal }** is al een afspraak, sinds { $since }. Is er iets nieuws? Breng het in: `!voorstel …`
        [withdrawn] **{ $proposal }** is teruggenomen, { $since }. Wil jij ermee verder? `!voorstel …`
        [lapsed] **{ $proposal }** is gestopt, { $since }: er waren te weinig mensen gehoord. Het mag opnieuw: `!voorstel …`
       *[other] **{ $proposal }** is gesloten, sinds { $since }. Is er iets nieuws? `!voorstel …`
    }

RoundIsClosed =
    De ronde over **{ $proposal }** is voorbij, en er staat een bezwaar open. Wat kan helpen? Antwoord op de kaart.
    Met een nieuwe tekst begint { $author } een nieuwe ronde: `!wijzig { $proposal } …`

HeardAlready =
    Je bent gehoord over **{ $proposal }**, dank je. Nu is de beurt aan wie nog niet gehoord is.
    Zie je dat het schade doet? `!bezwaar { $proposal } …` kan tot { $until }.

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
        [voice] { $member }: ingesproken
        [none] { $member }: 🤔
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

## Hoe het afliep

Agreed = **{ $proposal }** is nu een afspraak: **{ $agreement }**. Iedereen is gehoord: { $heard } van de { $heard }.
    { $concerns_count ->
        [0] Op { $review } kijken we er weer naar.
        [one] Deze bedenking gaat mee:
            { $concerns }
            Op { $review } kijken we er weer naar.
       *[other] Deze bedenkingen gaan mee:
            { $concerns }
            Op { $review } kijken we er weer naar.
    }

AgreedSettling = **{ $proposal }** is nu een afspraak: **{ $agreement }**. Gehoord: { $heard } van de { $asked }.
    { $concerns_count ->
        [0] Zonder bezwaar geldt de afspraak vanaf { $until }. Op { $review } kijken we er weer naar.
        [one] Deze bedenking gaat mee:
            { $concerns }
            Zonder bezwaar geldt de afspraak vanaf { $until }. Op { $review } kijken we er weer naar.
       *[other] Deze bedenkingen gaan mee:
            { $concerns }
            Zonder bezwaar geldt de afspraak vanaf { $until }. Op { $review } kijken we er weer naar.
    }
    { $is_everyone_heard ->
        [yes] Kan het toch kwaad voor iemand? `!bezwaar { $proposal } …`
       *[no] Nog niet gehoord? Tik op de peiling. Kan het kwaad voor iemand? `!bezwaar { $proposal } …`
    }

TooFewHeard =
    Over **{ $proposal }** zijn te weinig mensen gehoord: { $heard } van de { $needed } die nodig zijn. Daarom stopt het hier. Dat is geen nee.
    Wat maakt antwoorden makkelijker? Het voorstel mag terugkomen: `!voorstel …`

TakenBack =
    { $member } neemt **{ $proposal }** terug. Fijn dat het op tafel lag.
    Wil iemand ermee verder? `!voorstel …`

## De kaart en de peiling

Card = **{ $proposal }** “{ $text }”
    { $version ->
        [1] Van { $author }.
       *[other] Van { $author }. Versie { $version }.
    }
    { $status }

CardReplaced = **{ $proposal }** “{ $text }”
    Dit was versie { $version }. Versie { $latest } heeft een eigen kaart, verderop.

CardStatus = { $state ->
        [talking] Vragen? Antwoord hier. De ronde begint { $until }. Wie het voorstelde, kan eerder beginnen: `!ronde { $proposal }`.
            Weet je het al? Reageer hier, dat telt zodra de ronde begint: 👍 akkoord 🤔 bedenking ✋ bezwaar 🤷 zonder mij
        [consent] { $extended ->
                [yes] Er zijn nog niet genoeg mensen gehoord. De ronde gaat door tot { $until }. Gehoord: { $heard } van de { $asked }.
               *[no] De ronde is open tot { $until }. Gehoord: { $heard } van de { $asked }.
            }
            👍 akkoord { $consent } · 🤔 bedenking { $concern } · ✋ bezwaar { $objection } · 🤷 zonder mij { $aside }
            Tik op de peiling, reageer hier met een teken, of schrijf `!akkoord { $proposal }`. Alleen bewoners die gevraagd zijn, tellen mee.
        [integrating] { $objection ->
                [one] ✋ Er staat een bezwaar open. Hoe kan de tekst anders? Antwoord hier.
               *[other] ✋ Er staan { $objection } bezwaren open. Hoe kan de tekst anders? Antwoord hier.
            }
            Wie het voorstelde, begint een nieuwe ronde met een nieuwe tekst: `!wijzig { $proposal } …`
        [adopted] { $agreement_state ->
                [settling] Afgesproken: **{ $agreement }**. Gehoord: { $heard } van de { $asked }.
                    { $is_everyone_heard ->
                        [yes] Zonder bezwaar geldt de afspraak vanaf { $until }.
                       *[no] Nog niet gehoord? Antwoorden kan tot { $until }. Tik op de peiling, of reageer hier: 👍 🤔 ✋ 🤷
                    }
                [ended] **{ $agreement }** was een afspraak, en geldt niet meer.
               *[in_force] Afgesproken: **{ $agreement }**. De afspraak geldt. Gehoord: { $heard } van de { $asked }.
            }
        [withdrawn] Teruggenomen door wie het voorstelde.
       *[lapsed] Er zijn te weinig mensen gehoord: { $heard } van de { $asked }. Dat is geen nee.
            Het voorstel mag terugkomen: `!voorstel …`
    }

# Een peiling is platte tekst: niets vet, geen opdrachten.
PollQuestion =
    { $proposal }: “{ $text }”
    Kun je hiermee leven?

PollAnswer = { $stance ->
        [consent] 👍 Akkoord: geen bezwaar
        [concern] 🤔 Bedenking: mijn zorg gaat mee
        [objection] ✋ Bezwaar: dit kan schade doen
       *[aside] 🤷 Zonder mij: jullie beslissen
    }

PollClosed = De peiling over { $proposal } is voorbij. Op de kaart zie je hoe het ervoor staat.

## Lijsten en verloop

ProposalLine = **{ $proposal }** “{ $text }”
    { $state ->
        [talking] We praten nog. De ronde begint { $until }.
        [consent] Ronde open tot { $until }. Gehoord: { $heard } van de { $asked }.
        [integrating] Er staat een bezwaar open. Hoe kan de tekst anders?
        [adopted] Afgesproken. Nog niet gehoord? Antwoorden kan tot { $until }.
        [withdrawn] Teruggenomen door wie het voorstelde.
       *[lapsed] Er zijn te weinig mensen gehoord.
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

AgreementLine = **{ $agreement }** “{ $text }”
    { $state ->
        [settling] Net afgesproken, antwoorden kan nog. Op { $review } kijken we er weer naar.
        [ended] Dit geldt niet meer.
       *[in_force] Op { $review } kijken we er weer naar.
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
    }

HistoryMoved = { $state ->
        [talking] Het gesprek begon
        [consent] De ronde begon
        [integrating] Er stond een bezwaar: hoe kan de tekst anders?
        [adopted] Het werd een afspraak
        [withdrawn] Teruggenomen door wie het voorstelde
       *[lapsed] Er waren te weinig mensen gehoord
    } ({ $at })

HistoryAgreement = { $state ->
        [settling] **{ $agreement }** werd afgesproken; antwoorden kon nog
        [in_force] **{ $agreement }** geldt vanaf hier
       *[ended] **{ $agreement }** stopte
    } ({ $at })

ProposalShown =
    { $card }

    Zo ging het:
    { $lines }

## Wat elke opdracht voor mij doet

purpose-help = zien wat je hier kunt schrijven
purpose-propose = je idee inbrengen bij het hele huis
purpose-quick = een idee inbrengen en het iedereen meteen vragen
purpose-proposals = zien wat er nu open staat
purpose-show = alles lezen over een voorstel of afspraak
purpose-round = de ronde over je eigen voorstel beginnen
purpose-consent = zeggen dat je geen bezwaar hebt
purpose-concern = je zorg delen; het voorstel mag door
purpose-object = zeggen wat er mis kan gaan, en voor wie
purpose-aside = gehoord zijn, en de anderen laten beslissen
purpose-unvote = je antwoord terugnemen
purpose-resolved = je bezwaar is opgelost; het blijft een bedenking
purpose-amend = je voorstel een nieuwe tekst geven
purpose-withdraw = je eigen voorstel terugnemen
purpose-agreements = zien of zoeken wat jullie samen hebben afgesproken
purpose-language = kiezen welke taal ik hier spreek
purpose-settings = zien hoe rondes in dit huis gaan

## Delen van een voorbeeldregel

arg-text = tekst
arg-proposal = P1
arg-proposal-or-agreement = P1 of A1
arg-reason = reden
arg-words = woorden
arg-duration = 2 dagen
arg-language = en of nl
arg-objector = @naam
arg-command = opdracht

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
