# METADATA
# title: Checklists
# description: >-
#   What only people can know, asked as plain questions and answered by somebody whose job it is, not too long ago.
#   Tier, profiles and the kind of artifact decide which modules are asked.
package gates.checklist

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result

# METADATA
# title: Every demanded item is confirmed
# description: An item without a name and a date has been confirmed by nobody.
# custom:
#   code: checklist.item_unconfirmed
#   severity: block
#   ground: said
#   message: "{subject} is not confirmed: {question}"
#   remedy: "Ask somebody with the role {roles}; then add the item to the checklist with confirmed_by and confirmed_on."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.checklists, release.tier, release.profiles, release.traits]
rules.item_unconfirmed := result.each(demanded, {found |
	some module, items in asked
	some id, askings in items
	not is_confirmed(module, id)
	some asks in askings
	found := finding.of($"{module}/{id}", ["checklists"], {
		"question": finding.show(asks, ["question"]),
		"roles": finding.join(asks, "roles"),
	})
})

modules := demands.listed("checklists")

# What is asked of this release, by module and item.
asked[module][id] contains asks if {
	some module in modules
	some checklist in demands.checklists
	some id, asks in checklist[module].items
	reached[object.get(asks, "from", "low")]
}

demanded := [id |
	some items in asked
	some id, _ in items
]

# The tier of the release and those below it.
reached contains name if {
	some name, about in data.tiers
	about.rank <= data.tiers[demands.tier].rank
}

# What the release says of them, for each that asks. Every entry counts, so that a repeated one can hide nothing.
answers := [{"module": list.module, "item": item, "asks": asks, "at": ["checklists", i, "items", j]} |
	some i, list in release.checklists
	items := asked[list.module]
	some j, item in release.listed(list, "items")
	some asks in items[item.id]
]

confirmed[answer.module] contains answer.item.id if {
	some answer in answers
	is_written(answer.item.confirmed_by)
	is_written(answer.item.confirmed_on)
}

# Whether name and day are any good is asked below.
is_written(text) if {
	is_string(text)
	text != ""
}

is_confirmed(module, id) if confirmed[module][id]

name(answer) := $"{answer.module}/{answer.item.id}"

# METADATA
# title: Every demanded module exists
# description: A tier or profile that asks for a module which is not there, or is empty, would ask for nothing.
# custom:
#   code: checklist.module_absent
#   severity: block
#   ground: said
#   message: "The module {subject} is demanded, and has no items"
#   remedy: "Add it to policies/data/checklists.yaml or to the profile, or correct the name in tiers.yaml."
#   references:
#     - {framework: ISO/IEC 42001, section: A.2.4}
#   depends_on: [release.tier, release.profiles]
rules.module_absent := result.each(modules, {found |
	some module in modules
	not has_items(module)
	found := finding.of(module, ["checklists"], {})
})

has_items(module) if {
	some checklist in demands.checklists
	count(checklist[module].items) > 0
}

# METADATA
# title: Modules and items are known
# description: A misspelt item looks confirmed to a reader, and is not.
# custom:
#   code: checklist.item_unknown
#   severity: block
#   ground: said
#   message: "There is no item {subject}"
#   remedy: "Correct the name; modules and items stand in policies/data/checklists.yaml and in the profiles."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#   depends_on: [release.checklists, release.profiles]
rules.item_unknown := result.if_any(release.checklists, {found |
	some i, list in release.checklists
	some j, item in release.listed(list, "items")
	not is_known(list, item)
	found := finding.of($"{finding.show(list, ["module"])}/{finding.show(item, ["id"])}", ["checklists", i, "items", j], {})
} | {found |
	some i, list in release.checklists
	not is_known_module(list)
	found := finding.of(finding.show(list, ["module"]), ["checklists", i, "module"], {})
})

is_known(list, item) if {
	some checklist in demands.checklists
	checklist[list.module].items[item.id]
}

is_known_module(list) if {
	some checklist in demands.checklists
	checklist[list.module].items
}

# METADATA
# title: Items are confirmed by those whose job it is
# description: A confirmation by a bot, by somebody unknown, or by somebody without the role is an opinion.
# custom:
#   code: checklist.confirmer_not_permitted
#   severity: block
#   ground: said
#   message: "{subject} is confirmed by {by}, who is not a person with the role {roles}"
#   remedy: "Ask somebody with the role {roles} to look at it and to confirm it."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC1.3}
#   depends_on: [release.checklists, principals]
rules.confirmer_not_permitted := result.each(answers, {found |
	some answer in answers
	not is_confirmed_rightly(answer)
	found := finding.of(name(answer), answer.at, {
		"by": finding.show(answer, ["item", "confirmed_by"]),
		"roles": finding.join(answer.asks, "roles"),
	})
})

is_confirmed_rightly(answer) if people.holds(answer.item.confirmed_by, answer.asks.roles)

# METADATA
# title: Confirmations are recent
# description: People, data and systems change; each item says how long its confirmation lasts.
# custom:
#   code: checklist.confirmation_old
#   severity: block
#   ground: said
#   message: "{subject} was confirmed on {on}; it must be within the last {days} days"
#   remedy: "Look at it again, and set confirmed_on to that day."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.5}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#   depends_on: [release.checklists, now]
rules.confirmation_old := result.each(answers, {found |
	some answer in answers
	not is_recent(answer)
	found := finding.of(name(answer), answer.at, {
		"on": finding.show(answer, ["item", "confirmed_on"]),
		"days": finding.show(answer.asks, ["max_age_days"]),
	})
})

is_recent(answer) if demands.is_recent(answer.item.confirmed_on, answer.asks.max_age_days)

# METADATA
# title: Confirmations show what they rest on
# description: Where more is at stake, a confirmation of such an item refers to something that others can read.
# custom:
#   code: checklist.evidence_absent
#   severity: block
#   ground: said
#   message: "{subject} is confirmed without a reference to {wants}"
#   remedy: "Add `evidence:` with the path or address of {wants}."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: NIST AI RMF, section: GOVERN 4.2}
#     - {framework: EU AI Act, section: Article 11}
#   depends_on: [release.checklists, release.tier]
rules.evidence_absent := result.when("confirmations-evidenced" in demands.practices, answers, {found |
	some answer in answers
	wants := answer.asks.evidence
	not release.has(answer.item, "evidence")
	found := finding.of(name(answer), answer.at, {"wants": wants})
})
