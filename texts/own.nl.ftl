# What somebody asks about themselves: to read what is held of them, and to be forgotten.

purpose-mydata = lezen wat ik over je bewaar

purpose-forgetme = je naam laten weghalen uit wat ik bewaar

arg-sure = ja

AskMePrivately =
    Dat is iets tussen jou en mij. Schrijf { $command } in een privégesprek met mij.
    Begin dat gesprek vanuit mijn profiel. Dan leest niemand mee.

MyData =
    Dit bewaar ik over je, in één bestand. Het is alleen voor jou.
    Klopt er iets niet? Zeg het in je huis, of tegen wie mij beheert. Met `!vergeetmij` gaat je naam eruit.

OwnHouse =
    { $is_here ->
        [yes] **{ $house }**
       *[no] **{ $house }** (daar was je eerder)
    }

ForgetQuestion =
    Ik kan je naam weghalen uit wat ik bewaar. Dat geldt dan voor:
    { $houses }
    Je telt als vertrokken. Heb je een beurt, dan gaat die naar iemand anders.
    Je naam en account gaan overal weg. Er komt bijvoorbeeld “Oud-bewoner 482” te staan.
    Wat er is besloten blijft staan, met de woorden die jij erin schreef.
    Wat in de groepsapp zelf staat, kan ik niet weghalen.
    Dit is niet terug te draaien. Weet je het zeker? Schrijf binnen een uur `!vergeetmij ja`.

ForgetOnlyWhenSure =
    Je naam staat er nog. Weet je zeker dat die weg moet? Schrijf dan `!vergeetmij ja`.
    Zo niet, dan hoef je niets te doen.

Forgotten =
    Het is gedaan: je naam en account zijn weg. Ik ga nu uit dit gesprek, jij kunt het verwijderen.
    { $is_here ->
        [yes] Je zit nog in de groep. Met je volgende bericht daar ben je een nieuw lid.
       *[no] Dank je wel dat je er was.
    }

SomebodyForgotten =
    Iemand wil hier niet meer met naam staan. Voortaan schrijf ik **{ $member }**.
    Wat jullie samen besloten, blijft zoals het is.

own-former-resident = Oud-bewoner { $number }

own-former-offline = Oud-bewoner { $number }

own-former-professional = Oud-begeleider { $number }

own-former-guest = Oud-gast { $number }

# The lines of the file.

own-file = kring-mijn-gegevens

own-title = Wat Kring over mij bewaart

own-you = Jij

own-name = Naam

own-kind-resident = bewoner

own-kind-offline = bewoner zonder account

own-kind-professional = begeleider

own-kind-guest = gast

own-joined-at = Lid sinds

own-left-at = Vertrokken op

own-away-since = Weg sinds

own-away-until = Weg tot

own-named-at = Je heet hier zo sinds
own-resting-since = Niet gevraagd sinds

own-asked-to-rest-at = Gevraagd of je met rust gelaten wilt worden

own-last-heard-at = Laatste dag dat je iets zei (nooit wat)

own-same-as = Je bleek iemand te zijn die het huis al kende.

own-list-add = op de lijst gezet

own-list-remove = van de lijst gehaald

own-list-link = aan een account gekoppeld

own-list-guest = zei: ik ben te gast

own-by = door

own-was-called = heette daarvoor

own-undone = (later teruggedraaid)

own-in-time = Wat je deed, en waar je in voorkomt

own-in-whole = over jou, helemaal

own-by-voice = ingesproken

own-written-of = iemand noemt je

own-work = Wat ik nodig heb voor mijn werk

own-note-private-rooms = Ons privégesprek

own-note-held = Een bericht van jou dat ik nog niet kan lezen

own-note-handled = Een notitie, zodat ik niets dubbel doe

own-talk = Het huis waar we het laatst over hadden

own-talk-waits = Wacht op je antwoord

own-letter-waits = Een bericht dat nog niet verstuurd is

own-letters-sent = Berichten aan jou of over jou, zonder de woorden

own-not-here = Niet hierin: de groepsapp zelf, en reservekopieën van wie mij beheert. Wat jullie tegen elkaar zeggen, bewaar ik niet.

own-proposed = je stelde voor

own-proposed-about = iemand stelde voor, over jou

own-amended = je schreef een nieuwe tekst

own-withdrawn = je trok het in

own-took-proposal = je nam dit voorstel over

own-took-objection = je nam een bezwaar over

own-to-table = je bracht het aan tafel

own-told-table = je vertelde wat er aan tafel is besloten

own-paused = je vroeg meer tijd om te praten

own-asked = je hoorde bij wie gevraagd werd

own-asked-review = je werd gevraagd bij de evaluatie

own-asked-role = je werd gevraagd over deze rol

own-left-roll = je werd niet meer gevraagd

own-joined-roll = je kwam bij wie gevraagd werd

own-came-during = je kwam erbij terwijl het open was

own-stance-consent = je antwoordde: akkoord

own-stance-concern = je antwoordde: een bedenking

own-stance-objection = je antwoordde: een bezwaar

own-stance-aside = je antwoordde: zonder mij

own-stance-none = je nam je antwoord terug

own-retracted = dat antwoord is verwijderd

own-reason = je gaf een reden

own-reason-asked = ik vroeg naar je reden

own-reason-for = iemand gaf de reden voor jou

own-became-concern = je bezwaar werd een bedenking

own-taken-over = iemand nam je bezwaar over

own-spoke-for = je sprak namens iemand

own-review-keep = je zei: houden

own-review-change = je zei: wijzigen

own-review-end = je zei: stoppen

own-review-none = je nam je antwoord in de evaluatie terug

own-review-early = je bezwaar opende de evaluatie

own-review-waits = ik vroeg je hoe het anders moet

own-role-review = jij wilde deze rol als eerste anders

own-willing = je doet mee

own-unwilling = je wilt liever niet gevraagd worden

own-term = je kreeg de beurt

own-term-mentor = je bent maatje bij een beurt

own-term-eligible = je had de beurt kunnen krijgen

own-passed = de beurt ging van jou naar iemand anders

own-elected = het huis koos jou

own-swap-by = je wilde ruilen

own-swap-to = iemand wilde met je ruilen

own-handover = je gaf iets mee aan wie na je komt

own-present = je was thuis toen een beurt begon

own-flag = je hoorde dat dezelfde mensen de rollen houden

own-request = je vroeg de organisatie

own-promise = je zei een antwoord toe

own-answer = je antwoordde namens de organisatie

own-mandate = je rolkaart

own-vote-explained = ik vertelde je dat bewoners beslissen

own-nudge-to = je kreeg dit seintje

own-nudge-card = een seintje vroeg om je rolkaart

own-nudge-turn = een seintje noemde je beurt

own-effect = dit gaat jou aan

own-effect-run = dit is ingegaan, en gaat jou aan

own-changed = je richtte het huis anders in

own-start-people = je kon aangetikt worden bij een eerste vraag

own-start-settled = je beantwoordde een eerste vraag

own-named = je komt erin voor
