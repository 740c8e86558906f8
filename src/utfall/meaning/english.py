"""The sentences of `meaning.sentences` in English, one for each in Swedish.

Places in a sentence are named in braces and filled by `Language.say`.
"""

from collections.abc import Mapping

__all__ = ["PHRASES"]

_NBSP = "\u00a0"

PHRASES: Mapping[str, str] = {
    "points": f"{{size}}{_NBSP}percentage points",
    "not_given": "This cannot be said; the reason, in Swedish: {reason}.",
    "hidden": "This is {word}; the reason, in Swedish: {reason}.",
    "happened": "{count} of {size} is what happened.",
    "at_least_of_at_least": "At least {count} of at least {size} is what happened.",
    "at_least_happened": "At least {count} of {size} is what happened.",
    "chance": (
        "With the same way of working and as many people, chance could have given between {low} and "
        "{high}."
    ),
    "no_cause": "It says nothing of the cause.",
    "unknown_as_not": "Those whose situation is not known count as not having reached it.",
    "predicted": (
        "In a new group of the same kind, {size} in number, between {low} and {high} might reach the same, if nothing else "
        "changes."
    ),
    "no_promise": "It is no promise and no judgement of one person.",
    "tipping": (
        "Of the {unknown} whose result is not reported at least {needed} must have got work for the "
        "share of all to be as large as among those whom the source reports."
    ),
    "tipping_one": (
        "The {unknown} person whose result is not reported must have got work for the share of all to be as "
        "large as among those whom the source reports."
    ),
    "tipping_none_one": (
        "The share of all is at least as large as among those whom the source reports, whatever "
        "became of the {unknown} person whose result is not reported."
    ),
    "tipping_known": (
        "Of the {unknown} whose situation is not known at least {needed} must have reached it for the share "
        "of all to be as large as among those whose situation is known."
    ),
    "tipping_known_one": (
        "The {unknown} person whose situation is not known must have reached it ({needed} of {unknown}) for "
        "the share of all to be as large as among those whose situation is known."
    ),
    "tipping_known_none": (
        "The share of all is at least as large as among those whose situation is known, whatever became of "
        "the {unknown} whose situation is not known."
    ),
    "tipping_known_none_one": (
        "The share of all is at least as large as among those whose situation is known, whatever became of "
        "the {unknown} whose situation is not known."
    ),
    "bounds_of_known": (
        "The situation is not known of everybody who is recorded to have left: if none of the unknown "
        "reached it their share is {low}, if all did it is {high}."
    ),
    "bounds": (
        "The result is not known of everybody: if none of the others reached it the share is {low}, "
        "if all did it is {high}."
    ),
    "inside": "The share is within the limits that chance seldom crosses.",
    "above": "The share is above the limits that chance seldom crosses. Why has not been studied.",
    "below": "The share is below the limits that chance seldom crosses. Why has not been studied.",
    "dispersed": (
        "Together the municipalities differ more than chance alone usually gives: the spread, as a "
        "variance, is {size} times the expected one. The limits are drawn that much wider. Why they "
        "differ has not been studied."
    ),
    "not_dispersed": "Together the municipalities differ no more than chance usually gives.",
    "jobs": (
        "{count} participations ended in work. How many leave varies too: with the same way of "
        "working chance could have given between {low} and {high}."
    ),
    "jobs_at_least": (
        "At least {count} participations ended in work. How many leave varies too: with the same way "
        "of working chance could have given between {low} and {high}."
    ),
    "break_even": (
        "For the money to be back within the time that is counted, {share} of the participants must "
        "get work. The cost equals {years} person-years in work that would not have been otherwise."
    ),
    "never_even": (
        "Not even if everybody got work would the money be back within the time that is counted. The "
        "cost equals {years} person-years in work that would not have been otherwise."
    ),
    "worth_more": (
        "At present value, with interest, the gain over the whole time is {size} more than the cost."
    ),
    "worth_less": (
        "At present value, with interest, the gain over the whole time is {size} less than the cost."
    ),
    "worth_same": "At present value, with interest, the gain over the whole time equals the cost.",
    "neutral": (
        "A krona of the municipalities is {neutral} in the association, so that about as much breaks "
        "even before common costs."
    ),
    "tipping_none": (
        "The share of all is at least as large as among those whom the source reports, whatever "
        "became of the {unknown} whose result is not reported."
    ),
    "detectable": (
        "For a comparison with a new group of the same size to have four chances in five of showing "
        "a difference, the true share of that group must be {ends}."
    ),
    "zero": "nil",
    "at_most": "at most {end}",
    "at_least": "at least {end}",
    "or": " or ",
    "more": "The share {what} was {size} higher {first} than {second}.",
    "fewer": "The share {what} was {size} lower {first} than {second}.",
    "equal": "The share {what} was as large {first} as {second}.",
    "not_of_all": "The situation is not known of everybody, so the difference may really be another.",
    "told": (
        "The difference is larger than chance usually gives ({interval}). Why has not been studied, "
        "and the groups may differ in other ways."
    ),
    "not_told": (
        "The difference is no larger than chance usually gives ({interval}), so it says neither "
        "that they are alike nor that they differ."
    ),
    "interval": "from {low} to {high}",
    "signed": f"{{sign}}{{size}}{_NBSP}percentage points",
    "rises": "The share has risen from {first} to {last}, which is more than chance usually gives.",
    "falls": "The share has fallen from {first} to {last}, which is more than chance usually gives.",
    "rises_in_all": "The share went from {first} to {last}, but over all periods it rose by more than chance usually gives.",
    "falls_in_all": "The share went from {first} to {last}, but over all periods it fell by more than chance usually gives.",
    "no_trend": (
        "The share has gone from {first} to {last}. That is no more than chance usually gives, so "
        "it cannot be said to rise or fall."
    ),
    "drawn": (
        "Drawn towards the association's share it is {share}. The fewer the participants, the more "
        "the association's share says and the less their own."
    ),
    "expected": (
        "{observed} reached work or studies, and about {expected} were to be expected of as many in "
        "the association with the same sex, age, education and time on support. {judged} What is "
        "not recorded, such as health and the labour market, is not in it."
    ),
    "expected.more": "That is more than chance usually gives.",
    "expected.fewer": "That is fewer than chance usually gives.",
    "expected.same": "The difference is no larger than chance usually gives.",
    "left_to": (
        "{time} after the start {count} of {size} ({share}) had left the programme {what}. Those "
        "who had left it for something else are still in the denominator."
    ),
    "to_work": (
        "Of all who began, those who are still there included, {times} had left the programme for "
        "work. It does not say how long any one person will wait."
    ),
    "to_work.10": "one in ten within {months} ({chance})",
    "to_work.25": "one in four within {months} ({chance})",
    "to_work.between": "chance could have given {low}–{high}",
    "to_work.from": "chance could have given {low} or more",
    "to_work.missing": "How long it took until {share} had left for work cannot be said, since {reason}.",
    "to_work.who10": "one in ten",
    "to_work.who25": "one in four",
    "sexes_differ": (
        "Women and men left for work at different speed, more than chance usually gives. Why has not "
        "been studied, and the groups may differ in other ways."
    ),
    "sexes_alike": (
        "The difference in how soon women and men left for work is no larger than chance usually "
        "gives, so it says neither that it is the same nor that it is not."
    ),
    "cost_alone": "On average {cost} per outcome. It is not what one more outcome would cost.",
    "cost": (
        "On average {cost} per outcome; chance could have given {low} to {high}. It is not what one "
        "more outcome would cost."
    ),
    "cost_open": (
        "On average {cost} per outcome, and with chance from {low} without an upper limit. It is not "
        "what one more outcome would cost."
    ),
    "under_a_month": "less than a month",
    "payback": (
        "The cost is back after {months} for {payer}, if the assumptions hold. It is no money in any "
        "budget, and without a comparison group it is not known what would have happened anyway."
    ),
    "payer.public": "the public sector",
    "payer.municipality": "the municipalities",
    "payer.municipality_equalised": "the municipalities after income equalisation",
    "payer.region": "the region",
    "payer.state": "the state",
    "payer.society": "society",
    "changed_up": "The time became {size} longer, from {before} to {after}: {parts}.",
    "changed_down": "The time became {size} shorter, from {before} to {after}: {parts}.",
    "changed_none": "The time has not changed, {after}: {parts}.",
    "longer": "{what} made it {size} longer",
    "shorter": "{what} made it {size} shorter",
    "factor.rates": "the share that got work",
    "factor.costs": "the cost per participant",
    "factor.mix": "how people divide on programmes",
    "factor.rules": "the rules for what is counted",
    "factor.parameters": "wages, taxes and benefits",
    "returned": (
        "{value} kronor went to programmes that the municipality is in for each krona it contributed."
    ),
    "returned_range": (
        "For each krona it contributed {high} kronor went to programmes that the municipality is in. At least {low} "
        "of them are its own; how much of the joint money is its own is not known."
    ),
    "returned_known": (
        "For each krona it contributed, of what is known, {high} kronor went to programmes that the municipality is "
        "in. At least {low} of them are its own; how much of the joint money is its own, and the whole, is not "
        "known."
    ),
    "returned_at_least": (
        "At least {low} kronor went to programmes that the municipality is in for each krona it "
        "contributed; the whole is not known."
    ),
    "agreed": "{count} of {size} who answered agreed.",
    "answers_chance": "That is {share}; chance could have given between {low} and {high}.",
    "response": "Of {asked} who were asked {answered} answered ({share}).",
    "response_bounds": (
        "Of {asked} who were asked {answered} answered. Had everybody answered, the share could "
        "have been between {low} and {high}."
    ),
    "response_not_stated": (
        "How many were asked is not stated, so it cannot be said whether those who answered are "
        "like the others."
    ),
    "stood_higher": (
        "{count} of {size} who were measured at least twice stood higher at the last measurement "
        "than at the first."
    ),
    "stood_lower": (
        "{count} of {size} who were measured at least twice stood higher at the last measurement "
        "than at the first, and {lower} stood lower."
    ),
    "measured": "Of {asked} who could have been measured so {answered} were ({share}).",
    "measured_bounds": (
        "Of {asked} who could have been measured so {answered} were. Had everybody been measured, "
        "the share could have been between {low} and {high}."
    ),
    "measured_not_stated": (
        "How many were measured only once is not stated, so it cannot be said whether those "
        "measured are like the others."
    ),
    "only_said": "The answers are what people say themselves, not what the programme has led to.",
    "only_measured": (
        "Who begins when things are at their hardest often stands higher later without a programme "
        "too. The measurement therefore does not say what the programme has led to."
    ),
    "of.work": "to work",
    "of.employment": "to work",
    "of.study": "to studies",
    "of.work_or_study": "to work or studies",
    "of.other": "for something else than work and studies",
    "of.reached": "to work or studies",
    "among.women": "among women",
    "among.men": "among men",
    "among.others": "among the others of the association",
    "among.member": "among the municipality's participants",
    "half.1": "Half a year",
    "half.2": "A year",
    "half.3": "A year and a half",
    "half.4": "Two years",
}
"""Sentences by name."""
