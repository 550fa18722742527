# METADATA
# title: Checklists
# description: >-
#   What only people can know, asked as plain questions and answered by somebody whose job it is, not too long ago:
#   under their own key, or, where the tier lets it, by a name in the release. Tier, profiles and the kind of artifact
#   decide which modules are asked.
package gates.checklist

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result

# METADATA
# title: Every demanded item is confirmed
# description: An item that nobody has signed for, and that has no name with a date, has been confirmed by nobody.
# custom:
#   code: checklist.item_unconfirmed
#   severity: wait
#   ground: said
#   message: "Nobody with the role {subject} has confirmed {items}"
#   remedy: "Ask somebody with the role {subject}: pnpm gate confirm <release> shows each question. `gate sign` asks as well."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.5}
#     - {framework: SOC 2, section: CC8.1}
#   follows: [signoff.role_missing]
#   depends_on: [release.checklists, release.tier, release.profiles, release.traits, confirmations]
rules.item_unconfirmed := result.each(answerable, by_role(answerable))

# What a name in the release answers too.
answerable := [question | some question in questions; not is_statement(question)]

modules := demands.listed("checklists")

# What is asked of this release, by module and item.
asked[module][id] contains asks if {
	some module in modules
	some checklist in demands.checklists
	some id, item in checklist[module].items
	reached[object.get(item, "from", "low")]
	not is_measured(item)
	asks := object.union(item, {"version": object.get(checklist[module], "version", 0)})
}

# What a plugin has looked at, nobody has to answer for.
is_measured(item) if {
	some plugin in item.answered_by
	some declared in release.validations
	declared.plugin == plugin
	evidence := input.evidence[declared.id]
	evidence.status == "measured"
	evidence.examined > 0
}

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

# Whether name and day are any good is asked below.
is_written(text) if {
	is_string(text)
	text != ""
}

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
rules.confirmer_not_permitted := result.when(is_told, answers, {found |
	some answer in answers
	is_named(answer.item)
	not is_confirmed_rightly(answer)
	found := finding.of(name(answer), answer.at, {
		"by": finding.show(answer, ["item", "confirmed_by"]),
		"roles": finding.join(answer.asks, "roles"),
	})
})

# Whether the release says anything of it. What is confirmed under somebody's own key needs no line here.
is_told := count(release.checklists) > 0

is_named(item) if object.get(item, "confirmed_by", null) != null

is_named(item) if object.get(item, "confirmed_on", null) != null

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
rules.confirmation_old := result.when(is_told, answers, {found |
	some answer in answers
	is_named(answer.item)
	not is_recent(answer)
	found := finding.of(name(answer), answer.at, {
		"on": finding.show(answer, ["item", "confirmed_on"]),
		"days": finding.show(answer.asks, ["max_age_days"]),
	})
})

is_recent(answer) if demands.is_recent(answer.item.confirmed_on, answer.asks.max_age_days)

# METADATA
# title: Confirmations show what they rest on
# description: Where more is at stake, such an item refers to something that others can read, whoever confirms it.
# custom:
#   code: checklist.evidence_absent
#   severity: block
#   ground: said
#   message: "{subject} comes without a reference to {wants}"
#   remedy: "List the item under `checklists`, with `evidence:` and the path or address of {wants}."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.7}
#     - {framework: NIST AI RMF, section: GOVERN 4.2}
#     - {framework: EU AI Act, section: Article 11}
#   depends_on: [release.checklists, release.tier]
rules.evidence_absent := result.when("confirmations-evidenced" in demands.practices, wanting, {found |
	some answer in answers
	wants := answer.asks.evidence
	not release.has(answer.item, "evidence")
	found := finding.of(name(answer), answer.at, {"wants": wants})
} | without_line)

# Of these the release has no line at all: one finding, as it is one cause.
without_line contains finding.of(shortened(items), ["checklists"], {"wants": wants}) if {
	unlisted := [want | some want in wanting; not listed[want.item]]
	count(unlisted) > 0
	items := sort([want.item | some want in unlisted])
	wants := {true: unlisted[0].wants, false: "what their questions ask for"}[count(unlisted) == 1]
}

wanting := [{"item": $"{module}/{id}", "wants": asks.evidence} |
	some module, items in asked
	some id, askings in items
	some asks in askings
	asks.evidence
]

listed contains name(answer) if some answer in answers
