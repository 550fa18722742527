# METADATA
# title: Checklists
# description: >-
#   What only people can know, asked as plain questions and answered by somebody whose job it is, not too long ago.
#   Tier, profiles and the kind of artifact decide which modules are asked.
package gates.checklist

import data.lib.calendar
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
#   message: "{subject} is not confirmed: {question}"
#   remedy: "Ask somebody with the role {roles}; then add the item to the checklist with confirmed_by and confirmed_on."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.checklists, release.tier, release.profiles, release.traits]
rules["item_unconfirmed"] := result.each(demanded, {found |
	some item in demanded
	not item.name in confirmed
	found := finding.of(item.name, ["checklists"], {
		"question": finding.show(item, ["asks", "question"]),
		"roles": finding.join(item.asks, "roles"),
	})
})

modules := demands.listed("checklists")

# Modules of every team, and those of the release's profiles.
known_modules := object.union_n(array.concat(
	[data.checklists],
	[data.profiles[name].modules | some name in release.profiles],
))

# The items that are asked, by "module/item".
demanded := [{"name": $"{module}/{id}", "module": module, "id": id, "asks": asks} |
	some module in modules
	some id, asks in known_modules[module].items
	object.get(asks, "from", "low") in reached
]

# The tier of the release and those below it.
reached contains name if {
	some name, about in data.tiers
	about.rank <= data.tiers[demands.tier].rank
}

by_name[item.name] := item.asks if some item in demanded

# What the release says: every entry counts, so that a repeated one can hide nothing.
entries := [{"name": name, "item": item, "at": ["checklists", i, "items", j]} |
	some i, list in release.checklists
	some j, item in release.listed(list, "items")
	name := $"{list.module}/{item.id}"
]

confirmed contains entry.name if {
	some entry in entries
	release.says(entry.item.confirmed_by)
	release.says(entry.item.confirmed_on)
}

# Entries for items that are asked.
answers := [entry | some entry in entries; by_name[entry.name]]

# METADATA
# title: Every demanded module exists
# description: A tier or profile that asks for a module which is not there, or is empty, would ask for nothing.
# custom:
#   code: checklist.module_absent
#   severity: block
#   message: "The module {subject} is demanded, and has no items"
#   remedy: "Add it to policies/data/checklists.yaml or to the profile, or correct the name in tiers.yaml."
#   references:
#     - {framework: ISO/IEC 42001, section: A.2.4}
#   depends_on: [release.tier, release.profiles]
rules["module_absent"] := result.each(modules, {found |
	some module in modules
	not has_items(module)
	found := finding.of(module, ["checklists"], {})
})

has_items(module) if count(known_modules[module].items) > 0

# METADATA
# title: Modules and items are known
# description: A misspelt item looks confirmed to a reader, and is not.
# custom:
#   code: checklist.item_unknown
#   severity: block
#   message: "There is no item {subject}"
#   remedy: "Correct the name; modules and items stand in policies/data/checklists.yaml and in the profiles."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#   depends_on: [release.checklists, release.profiles]
rules["item_unknown"] := result.if_any(release.checklists, {found |
	some i, list in release.checklists
	some j, item in release.listed(list, "items")
	not is_known(list, item)
	found := finding.of($"{finding.show(list, ["module"])}/{finding.show(item, ["id"])}", ["checklists", i, "items", j], {})
} | {found |
	some i, list in release.checklists
	not is_known_module(list)
	found := finding.of(finding.show(list, ["module"]), ["checklists", i, "module"], {})
})

is_known(list, item) if known_modules[list.module].items[item.id]

is_known_module(list) if known_modules[list.module].items

# METADATA
# title: Items are confirmed by those whose job it is
# description: A confirmation by a bot, by somebody unknown, or by somebody without the role is an opinion.
# custom:
#   code: checklist.confirmer_not_permitted
#   severity: block
#   message: "{subject} is confirmed by {by}, who is not a person with the role {roles}"
#   remedy: "Ask somebody with the role {roles} to look at it and to confirm it."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC1.3}
#   depends_on: [release.checklists, principals]
rules["confirmer_not_permitted"] := result.each(answers, {found |
	some answer in answers
	not is_confirmed_rightly(answer)
	found := finding.of(answer.name, answer.at, {
		"by": finding.show(answer, ["item", "confirmed_by"]),
		"roles": finding.join(by_name[answer.name], "roles"),
	})
})

is_confirmed_rightly(answer) if people.holds(answer.item.confirmed_by, by_name[answer.name].roles)

# METADATA
# title: Confirmations are recent
# description: People, data and systems change; each item says how long its confirmation lasts.
# custom:
#   code: checklist.confirmation_old
#   severity: block
#   message: "{subject} was confirmed on {on}; it must be within the last {days} days"
#   remedy: "Look at it again, and set confirmed_on to that day."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.5}
#     - {framework: ISO/IEC 42001, section: A.6.2.6}
#   depends_on: [release.checklists, now]
rules["confirmation_old"] := result.each(answers, {found |
	some answer in answers
	not is_recent(answer)
	found := finding.of(answer.name, answer.at, {
		"on": finding.show(answer, ["item", "confirmed_on"]),
		"days": finding.show(by_name[answer.name], ["max_age_days"]),
	})
})

is_recent(answer) if {
	answer.item.confirmed_on >= oldest[by_name[answer.name].max_age_days]
	answer.item.confirmed_on <= calendar.today
}

# The oldest day that counts, for each age that items name: one calculation for each, not one for each item.
oldest[days] := calendar.day_before(days) if {
	some days in {item.asks.max_age_days | some item in demanded}
}

# METADATA
# title: Confirmations show what they rest on
# description: Where more is at stake, a confirmation of such an item refers to something that others can read.
# custom:
#   code: checklist.evidence_absent
#   severity: block
#   message: "{subject} is confirmed without a reference to {wants}"
#   remedy: "Add `evidence:` with the path or address of {wants}."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: NIST AI RMF, section: GOVERN 4.2}
#     - {framework: EU AI Act, section: Article 11}
#   depends_on: [release.checklists, release.tier]
rules["evidence_absent"] := result.when("confirmations-evidenced" in demands.practices, answers, {found |
	some answer in answers
	wants := by_name[answer.name].evidence
	not release.has(answer.item, "evidence")
	found := finding.of(answer.name, answer.at, {"wants": wants})
})
