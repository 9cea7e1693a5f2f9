### Wat een huis meeneemt: de besluiten als bestand, en de woorden van dat bestand.
### Geen van beide talen is een vertaling van de andere. Huisstijl: tests/texts/test_tone.py.

## Gevraagd in de groep

ExportMade = { $form ->
        [md] Dit is wat jullie besloten, als tekst om te lezen en te bewaren.
        [csv] Dit is wat jullie besloten, als tabellen voor een spreadsheet. Ze zitten samen in één zipbestand.
        [ics] Dit is jullie agenda: de beurten, en de dagen waarop jullie weer naar een afspraak kijken.
       *[json] Dit is wat jullie besloten, voor andere programma's.
    }
    Er staan namen in. Aan wie wil je het laten zien?

ExportFormUnknown =
    “{ $typed }” is geen bestand dat ik kan maken. Kies een van deze:
    `!exporteer md` is een tekst om te lezen, `!exporteer csv` is voor een spreadsheet.
    `!exporteer ics` is een agenda, `!exporteer json` is voor andere programma's.

## Het logboek

LogTitle = Wat { $house } besloot

LogAbout = Gemaakt op { $made_on }. Wat iemand schreef, staat er zoals het geschreven is. Wat over een persoon gaat, staat er niet in.

LogHeading = { $section ->
        [in_force] Wat we afspraken
        [open] Wat open staat
        [decided] Hoe het met elk voorstel ging
        [roles] Rollen
        [turns] Wie welke beurt had
        [requests] Gevraagd aan de organisatie
       *[changes] Hoe het huis veranderde
    }

LogNothing = { $section ->
        [in_force] Er geldt nu geen afspraak.
        [open] Er staat nu niets open.
        [decided] Er is nog geen voorstel klaar.
        [roles] Het huis heeft geen rollen.
        [turns] Er is nog geen beurt begonnen.
        [requests] Er is nog niets gevraagd.
       *[changes] Er is nog niets veranderd.
    }

LogAgreed = { $agreement }, sinds { $since }

LogStanding = { $member } stelde het voor als **{ $proposal }**. { $what ->
        [review] Op { $review } kijken we er weer naar.
        [trial] Het is een proef: op { $review } kijken we of het blijft.
        [end] Op { $review } houdt het vanzelf op.
        [urgent] Het was spoed, en stopt op { $review }, tenzij een ronde het houdt.
        [now] We kijken er nu weer naar.
       *[overdue] Op { $review } wilden we er weer naar kijken.
    }

LogConcerns = { $count ->
        [one] Deze bedenking gaat mee:
       *[other] Deze bedenkingen gaan mee:
    }

LogByVoice = Ingesproken

LogProposal = { $kind ->
        [experiment] { $proposal }, een proef
        [urgent] { $proposal }, spoed
        [structure] { $proposal }, over hoe het huis werkt
        [person] { $proposal }, over een persoon
       *[agreement] { $proposal }
    }

LogInPlaceOf = { $is_end ->
        [yes] Hiermee houdt **{ $agreement }** op, met de tekst:
       *[no] Dit komt in de plaats van **{ $agreement }**:
    }

LogPutForward = { $member } stelde het voor op { $on }.

LogGoesOn = { $member } gaat ermee verder.

LogEarlier = Versie { $number }, van { $on }:

LogHeard = { $asked ->
        [one] { $heard } van de 1 gehoord: 👍 akkoord { $consent } · 🤔 bedenking { $concern } · ✋ bezwaar { $objection } · 🤷 zonder mij { $aside }
       *[other] { $heard } van de { $asked } gehoord: 👍 akkoord { $consent } · 🤔 bedenking { $concern } · ✋ bezwaar { $objection } · 🤷 zonder mij { $aside }
    }

LogObjection = { $member } had een bezwaar tegen versie { $version }{ $words ->
        [written] : “{ $reason }”.
        [voice] , ingesproken.
       *[none] , nog zonder woorden.
    } { $state ->
        [pending] We wachten op de reden.
        [open] Het staat open.
        [resolved] Het is opgelost.
       *[concern] Het gaat mee als bedenking.
    }

LogStands = { $state ->
        [talking] We praten erover.
        [consent] De ronde is open tot { $on }.
        [integrating] Er is een bezwaar. Tot { $on } zoeken we andere woorden.
        [at_table] We praten er aan tafel over.
        [adopted] Het is een afspraak sinds { $on }.
        [withdrawn] Op { $on } is het teruggenomen door wie het voorstelde.
        [stalled] Er kwam niets van de tafel, dus het rust sinds { $on }. Dat is geen nee.
       *[lapsed] Op { $on } stopte het zonder besluit. Dat is geen nee.
    }

LogBecame = { $course ->
        [settling] Het werd afspraak **{ $agreement }** op { $since }. Antwoorden kan nog.
        [holds] Het is afspraak **{ $agreement }**, en geldt sinds { $since }.
        [done] Het werd afspraak **{ $agreement }** op { $since }, en was diezelfde dag gedaan.
        [ended] Het was afspraak **{ $agreement }**, en gold van { $since } tot { $until }.
       *[never_held] Het werd afspraak **{ $agreement }** op { $since }. Toen kwam er een bezwaar, dus die ging niet in.
    }

LogFromTheTable = { $member } vertelde het vanaf de tafel.

LogRole = **{ $role }** ({ $form }): { $state ->
        [held] { $holder }, tot { $until }.
        [open] open tot { $until }.
       *[none] nog niemand.
    }{ $following_count ->
        [0] {""}
       *[other] {" "}Hierna: { $following }.
    }

LogRoleEnded = **{ $role }** is voorbij.

LogTurn = { $since } tot { $until }, **{ $role }**: { $holder_count ->
        [0] open
       *[other] { $holder }{ $how ->
                [take] {" "}(sprong in)
                [swap] {" "}(ruilde)
                [volunteer] {" "}(bood zich aan)
                [election] {" "}(gekozen door het huis)
               *[rotation] {""}
            }
    }{ $mentor_count ->
        [0] {""}
       *[other] , met { $mentor } als maatje
    }

LogAsked = { $has_agreement ->
        [yes] { $member } vroeg dit op { $on }, over **{ $agreement }**.
       *[no] { $member } vroeg dit op { $on }.
    }

LogPromised = { $member } zei een antwoord toe, op of voor { $due }{ $has_text ->
        [yes] : “{ $text }”.
       *[no] .
    }

LogNoAnswer = Er is nog geen antwoord.

LogAnswered = { $member } antwoordde op { $on }:
