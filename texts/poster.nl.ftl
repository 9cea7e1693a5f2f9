### Wat er op de poster voor de gang staat, in het Nederlands. Iedereen die langsloopt, leest het.

PosterMade =
    Hier is de poster voor de gang: wat er gevraagd wordt, wie wat doet, wat jullie afspraken.
    Open het bestand en print het: één pagina. Wie wil hem ophangen?

purpose-poster = een poster maken om in de gang te hangen

poster-nameless = Ons huis

poster-made = Gemaakt op { $day }

poster-code = Met deze code kom je op je telefoon in onze chat. Nieuw hier? Vraag een huisgenoot om je toe te laten.

poster-code-title = QR-code: opent de chat van dit huis

poster-head-number = Nummer

## Wat iedereen gevraagd wordt

poster-rounds = Wat vind jij?

poster-rounds-none = Er wordt nu niets gevraagd. Heb je een idee? Vertel het een huisgenoot.

poster-rounds-more = En nog { $count }: `!voorstellen`

poster-head-proposal = Voorstel

poster-head-answer = Antwoorden kan tot

poster-settling = Afgesproken, maar nog niet iedereen is gehoord:

poster-about-kind = Wat iemand in dit huis is. Vraag het een huisgenoot.

poster-talking = { $count ->
        [one] Over één ander voorstel praten we nog.
       *[other] Over { $count } andere voorstellen praten we nog.
    } Vraag het een huisgenoot, of: `!voorstellen`

poster-speak = **Geen telefoon?** Vraag een huisgenoot om voor je te spreken. Zeg het nummer, zoals { $proposal }, en één van deze zinnen:

poster-say-consent = “Geen bezwaar.”

poster-say-concern = “Ik heb een bedenking: …”

poster-say-object = “Dit kan kwaad, want …”

poster-say-aside = “Beslis maar zonder mij.”

poster-write = Je huisgenoot schrijft in de chat: `!namens … akkoord { $proposal }`. Iedereen leest het, en één ✋ maakt het ongedaan.

## Rollen

poster-roles = Wie doet wat

poster-roles-none = Er zijn nu geen rollen. Zou er een helpen? Praat er samen over.

poster-roles-more = En nog { $count }: `!rollen`

poster-head-role = Rol

poster-head-now = Nu

poster-head-until = Tot

poster-head-next = Hierna

poster-head-next-maybe = Hierna (? onzeker)

poster-open = open

poster-nobody = nog niemand

poster-unknown = nog niet bekend

poster-probably = { $name }?

## Afspraken

poster-agreements = Wat we afspraken

poster-agreements-none = Er zijn nog geen afspraken. Wat zouden jullie willen afspreken?

poster-agreements-more = En nog { $count }: `!afspraken`

poster-head-agreement = Afspraak

poster-head-look = Evaluatie

poster-now = nu

poster-ends = tot { $day }

poster-trial = proef: { $day }

poster-muted = Tot { $day } zegt Kring niets als rollen bij dezelfde paar mensen blijven.

## Verzoeken aan de organisatie

poster-requests = Wat we de organisatie vroegen

poster-requests-none = Niets wacht op antwoord. Is er iets nodig? Vertel het een huisgenoot.

poster-requests-more = En nog { $count }: `!verzoeken`

poster-head-request = Verzoek

poster-head-reply = Antwoord

poster-promised = beloofd voor { $day }

poster-waiting = wacht sinds { $day }

poster-made-by = Kring maakte deze pagina met wat het huis vertelde. Een nieuwe: `!poster`
