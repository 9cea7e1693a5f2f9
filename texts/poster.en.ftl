### What stands on the poster for the hall, in English. It is read on paper, by everybody who passes.

PosterMade =
    Here is the poster for the hall: what is asked, who does what, what you agreed.
    Open the file and print it: one page. Who would like to hang it up?

purpose-poster = get a page to print for the hall

poster-nameless = Our house

poster-made = Made on { $day }

poster-code = This code opens our chat on a phone. New here? Ask a housemate to let you in.

poster-code-title = QR code: opens the chat of this house

poster-head-number = Number

## What everyone is asked

poster-rounds = What do you think?

poster-rounds-none = Nothing is asked now. Do you have an idea? Tell it to a housemate.

poster-rounds-more = And { $count } more: `!proposals`

poster-head-proposal = Proposal

poster-head-answer = You can answer until

poster-settling = Agreed, but not everybody was heard yet:

poster-about-kind = What somebody is in this house. Ask a housemate about it.

poster-talking = { $count ->
        [one] One other proposal is being talked about.
       *[other] { $count } other proposals are being talked about.
    } Ask a housemate, or: `!proposals`

poster-speak = **No phone?** Ask a housemate to speak for you. Say the number, such as { $proposal }, and one of these:

poster-say-consent = “No objection.”

poster-say-concern = “I have a worry: …”

poster-say-object = “This could do harm, because …”

poster-say-aside = “Decide without me.”

poster-write = Your housemate writes in the chat: `!for … consent { $proposal }`. Everybody reads it, and one ✋ undoes it.

## Roles

poster-roles = Who does what

poster-roles-none = There are no roles now. Would one help? Talk about it together.

poster-roles-more = And { $count } more: `!roles`

poster-head-role = Role

poster-head-now = Now

poster-head-until = Until

poster-head-next = Next

poster-head-next-maybe = Next (? not sure)

poster-open = open

poster-nobody = nobody yet

poster-unknown = not known yet

poster-probably = { $name }?

## Agreements

poster-agreements = What we agreed

poster-agreements-none = There are no agreements yet. What would you like to agree on?

poster-agreements-more = And { $count } more: `!agreements`

poster-head-agreement = Agreement

poster-head-look = We look again

poster-now = now

poster-ends = until { $day }

poster-trial = trial: { $day }

poster-muted = Until { $day } Kring says nothing when roles stay with the same few people.

## Requests to the organisation

poster-requests = What we asked the organisation

poster-requests-none = Nothing waits for an answer. Do you need something? Tell a housemate.

poster-requests-more = And { $count } more: `!requests`

poster-head-request = Request

poster-head-reply = Answer

poster-promised = promised by { $day }

poster-waiting = waiting since { $day }

poster-made-by = Kring made this page from what the house told it. A new one: `!poster`
