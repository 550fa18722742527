package gates.checklist

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.result

# METADATA
# title: Whoever is named has signed it
# description: >-
#   Where more is at stake, a name in the release is only what its author wrote. Whoever is said to have confirmed,
#   accepted, reviewed or rehearsed something signs that under their own key, bound to all that it rests on.
# custom:
#   code: checklist.name_unsigned
#   severity: wait
#   ground: signed
#   effective_on: "2027-03-01"
#   message: "{subject} is said to have confirmed {items}, and has not signed it"
#   remedy: "Ask {subject} to run pnpm gate confirm <release>, or take the name out, so that whoever holds the role may answer."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC1.3}
#   follows: [signoff.role_missing]
#   depends_on: [confirmations, principals, authors, now, release.checklists, release.tier, release.profiles, release.traits]
rules.name_unsigned := result.when(is_signing_demanded, questions, {found |
	some named in {question.named | some question in questions; question.open}
	is_string(named)
	items := [question.item | some question in questions; question.open; question.named == named]
	found := finding.of(named, ["checklists"], {"items": shortened(items)})
})

# METADATA
# title: What the release says of itself is signed for
# description: >-
#   Each part of the release that rules read, and nothing measures, is answered for by somebody who knows. At the tiers where
#   specialists answer, nobody else may.
# custom:
#   code: checklist.statement_unsigned
#   severity: wait
#   ground: signed
#   effective_on: "2027-03-01"
#   message: "Nobody with the role {subject} has confirmed {items}"
#   remedy: "Ask somebody with the role {subject}: pnpm gate confirm <release> shows each question. `gate sign` asks as well."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC1.3}
#   follows: [signoff.role_missing]
#   depends_on: [confirmations, principals, authors, now, release.checklists, release.tier, release.profiles, release.traits]
rules.statement_unsigned := result.when(is_signing_demanded, questions, by_role([question |
	some question in questions
	is_statement(question)
]))

# One finding for those who may answer the same.
by_role(some_questions) := {found |
	unnamed := [question | some question in some_questions; question.open; question.named == null]
	some roles in {question.roles | some question in unnamed}
	items := [question.item | some question in unnamed; question.roles == roles]
	found := finding.of(concat(" or ", roles), ["checklists"], {"items": shortened(items)})
}

is_statement(question) if question.item in statements

# Items that only a signature answers.
statements contains $"{module}/{id}" if {
	some module, items in asked
	some id, askings in items
	some asks in askings
	asks.signed == true
}

is_signing_demanded := "confirmations-signed" in demands.practices

# The first few, and how many more.
shortened(items) := concat(", ", items) if count(items) <= 3

shortened(items) := $"{concat(", ", array.slice(items, 0, 2))} and {count(items) - 2} more" if count(items) > 3

# What people are asked, by item, and who has signed for it. Where one item is asked twice, each has to be answered.
questions := sort([question |
	some module, items in asked
	some id, askings in items
	some asks in askings
	item := $"{module}/{id}"
	some named in names(item, asks)
	by := signer(item, asks, named)
	question := {
		"item": item,
		"version": object.get(asks, "version", 0),
		"question": finding.show(asks, ["question"]),
		"roles": roles_for(asks),
		"rests_on": sort(texts(asks, "rests_on")),
		"named": named,
		"by": by,
		"open": is_open(named, by),
	}
])

is_open(named, by) if {
	by == null
	not is_taken(named)
} else := false

# A name in the release is enough, where the tier takes it.
is_taken(named) if {
	named != null
	not is_signing_demanded
}

# Whose job it is; where no specialist is asked for, also who may answer instead.
roles_for(asks) := texts(asks, "roles") if "specialists-answer" in demands.practices

else := array.concat(texts(asks, "roles"), texts(asks, "also"))

texts(asks, field) := asks[field] if is_array(asks[field])

else := []

# Who the release says it was: nobody, or one or several.
names(item, asks) := [finding.show(input.release, asks.names)] if object.get(input.release, object.get(asks, "names", [""]), null) != null

else := sort(told) if {
	told := said_by[item]
} else := [null]

# Who the answers in the release are said to come from, by item.
said_by[name(answer)] contains answer.item.confirmed_by if {
	some answer in answers
	is_written(answer.item.confirmed_by)
	is_written(answer.item.confirmed_on)
}

signer(item, asks, named) := person if {
	person := min(signers(item, asks, named))
} else := null

signers(item, asks, named) := {confirmation.principal |
	some confirmation in object.get(confirmations_of, item, [])
	confirmation.version == asks.version
	every part in texts(asks, "rests_on") {
		part in confirmation.parts
	}
	people.holds(confirmation.principal, roles_for(asks))
	is_said_of(confirmation.principal, named)
	demands.is_recent(confirmation.on, asks.max_age_days)
}

is_said_of(_, null)

is_said_of(person, named) if person == named

# What somebody has signed who did not write the release, by item.
confirmations_of[confirmation.item] contains confirmation if {
	is_array(input.authors)
	some confirmation in input.confirmations
	confirmation.counted == true
	principal := confirmation.principal
	not principal in input.authors
}
