### What a house takes along: its decisions as a file, and the words of that file.
### Neither language is a translation of the other. Tone: tests/texts/test_tone.py.

## Asked in the chat

ExportMade = { $form ->
        [md] Here is what you decided, as a text to read and to keep.
        [csv] Here is what you decided, as tables for a spreadsheet. They are together in one zip file.
        [ics] Here is your calendar: the turns, and the days on which you look at an agreement again.
       *[json] Here is what you decided, for other programs to read.
    }
    There are names in it. Who would you like to show it to?

ExportFormUnknown =
    “{ $typed }” is no kind of file I can make. Choose one of these:
    `!export md` is a text to read, `!export csv` is for a spreadsheet.
    `!export ics` is a calendar, `!export json` is for other programs.

## The log

LogTitle = What { $house } decided

LogAbout = Made on { $made_on }. What people wrote stands here as they wrote it. What is about a person is not in it.

LogHeading = { $section ->
        [in_force] What we agreed
        [open] What is open
        [decided] What came of each proposal
        [roles] Roles
        [turns] Who had which turn
        [requests] Asked of the organisation
       *[changes] How the house changed
    }

LogNothing = { $section ->
        [in_force] No agreement holds now.
        [open] Nothing is open now.
        [decided] No proposal has ended yet.
        [roles] The house has no roles.
        [turns] No turn has begun yet.
        [requests] Nothing was asked yet.
       *[changes] Nothing was changed yet.
    }

LogAgreed = { $agreement }, since { $since }

LogStanding = { $member } put it forward as **{ $proposal }**. { $what ->
        [review] We look at it again on { $review }.
        [trial] It is a trial: on { $review } we see whether to keep it.
        [end] It ends by itself on { $review }.
        [urgent] It was urgent, and ends on { $review } unless a round keeps it.
        [now] We are looking at it again now.
       *[overdue] We wanted to look at it on { $review }.
    }

LogConcerns = { $count ->
        [one] This concern goes along:
       *[other] These concerns go along:
    }

LogByVoice = Said by voice

LogProposal = { $kind ->
        [experiment] { $proposal }, a trial
        [urgent] { $proposal }, urgent
        [structure] { $proposal }, about how the house works
        [person] { $proposal }, about a person
       *[agreement] { $proposal }
    }

LogInPlaceOf = { $is_end ->
        [yes] It is to end **{ $agreement }**, which says:
       *[no] It is to take the place of **{ $agreement }**:
    }

LogPutForward = { $member } put it forward on { $on }.

LogGoesOn = { $member } goes on with it.

LogEarlier = Version { $number }, of { $on }:

LogHeard = { $asked ->
        [one] { $heard } of 1 was heard: 👍 consent { $consent } · 🤔 concern { $concern } · ✋ objection { $objection } · 🤷 aside { $aside }
       *[other] { $heard } of { $asked } were heard: 👍 consent { $consent } · 🤔 concern { $concern } · ✋ objection { $objection } · 🤷 aside { $aside }
    }

LogObjection = { $member } objected to version { $version }{ $words ->
        [written] : “{ $reason }”.
        [voice] , by voice.
       *[none] , without words.
    } { $state ->
        [pending] We wait for the reason.
        [open] It is open.
        [resolved] It was resolved.
       *[concern] It goes along as a concern.
    }

LogStands = { $state ->
        [talking] We are talking about it.
        [consent] The round is open until { $on }.
        [integrating] There is an objection. We look for other words until { $on }.
        [at_table] We talk it over at the table.
        [adopted] It was agreed on { $on }.
        [withdrawn] The proposer took it back on { $on }.
        [stalled] Nothing came from the table, so it rests since { $on }. That is not a no.
       *[lapsed] It stopped on { $on } without a decision. That is not a no.
    }

LogBecame = { $course ->
        [settling] It was agreed as **{ $agreement }** on { $since }. Answers can still come.
        [holds] It is agreement **{ $agreement }**, and holds since { $since }.
        [done] It was agreed as **{ $agreement }** on { $since }, and done that day.
        [ended] It was agreement **{ $agreement }**, and held from { $since } until { $until }.
       *[never_held] It was agreed as **{ $agreement }** on { $since }. Then an objection came, so it did not begin.
    }

LogFromTheTable = { $member } told it from the table.

LogRole = **{ $role }** ({ $form }): { $state ->
        [held] { $holder }, until { $until }.
        [open] open until { $until }.
       *[none] nobody yet.
    }{ $following_count ->
        [0] {""}
       *[other] {" "}Next: { $following }.
    }

LogRoleEnded = **{ $role }** is over.

LogTurn = { $since } to { $until }, **{ $role }**: { $holder_count ->
        [0] open
       *[other] { $holder }{ $how ->
                [take] {" "}(stepped in)
                [swap] {" "}(swapped)
                [volunteer] {" "}(volunteered)
                [election] {" "}(chosen by the house)
               *[rotation] {""}
            }
    }{ $mentor_count ->
        [0] {""}
       *[other] , helped by { $mentor }
    }

LogAsked = { $has_agreement ->
        [yes] { $member } asked this on { $on }, about **{ $agreement }**.
       *[no] { $member } asked this on { $on }.
    }

LogPromised = { $member } promised an answer by { $due }{ $has_text ->
        [yes] : “{ $text }”.
       *[no] .
    }

LogNoAnswer = There is no answer yet.

LogAnswered = { $member } answered on { $on }:
