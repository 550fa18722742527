# METADATA
# title: Change control
# description: >-
#   Policies, packs, trust root, plugins, engine and CI change by a release of their own, `governance/<version>`, alone in
#   its merge. It is judged by the base, so what it demands can not be changed along with it. Nothing of it can be waived,
#   and no glass can be broken for it.
package gates.change

import data.lib.finding
import data.lib.release
import data.lib.result

default recognised := false

recognised if {
	input.schema == "gatehouse/change-facts@1"
	is_string(input.now)
	is_string(input.release)
	is_array(input.changed)
}

# For people and for the host: who governs by the trust root before the change and by the one after it, and who signed.
quorum := [{"root": root, "role": governing.role, "need": governing.threshold, "have": sort(signers[root])} |
	some root in ["old", "new"]
	governing := input.roots[root].governance
]

# Distinct people, never keys, who hold the governing role by that trust root.
signers := {root: people |
	some root, candidates in input.signoffs
	people := {candidate.principal |
		some candidate in candidates
		candidate.counted == true
		candidate.decision == "approve"
		candidate.role == input.roots[root].governance.role
		is_string(candidate.principal)
	}
}

has_signed(root) if {
	need := input.roots[root].governance.threshold
	is_number(need)
	need >= 1
	count(signers[root]) >= need
}

old := input.roots.old

next := input.roots.new

# METADATA
# title: It never rides with a release
# description: Who changes the rules does not play by them in the same move.
# custom:
#   code: change.rides_along
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "the release {subject} is part of the same change"
#   remedy: "Put the governed files on a branch of their own, signed by itself."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [changed, releases]
rules.rides_along := result.each(input.changed, {found |
	some release in input.releases
	found := finding.of(release, [], {})
}) if {
	is_array(input.changed)
	is_array(input.releases)
}

# METADATA
# title: Whoever wrote it is known
# description: >-
#   Who writes a change of governed files does not approve it. An unsigned commit, or one by a key that nobody vouches for,
#   may be of anybody: also of the one who approves.
# custom:
#   code: change.commit_unsigned
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "The commit {subject} changed governed files, and nobody of the trust root has signed it: {reason}"
#   remedy: "Sign it (git rebase --exec 'git commit --amend --no-edit -S' <base>), with a key of the trust root before the change. Sign-offs that come after it have to be made again."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [contributions, head]
rules.commit_unsigned := result.when(is_committed, input.contributions, {found |
	some contribution in input.contributions
	not is_known(contribution)
	found := finding.of(finding.show(contribution, ["commit"]), [], {"reason": finding.show(contribution, ["reason"])})
}) if {
	is_array(input.contributions)
}

# METADATA
# title: The project keeps its name
# description: Every sign-off names the project. By another name those of its past would be worth nothing.
# custom:
#   code: change.project_renamed
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "the project {old} is called {new}: every sign-off of its past would be worth nothing"
#   remedy: "Give the project its old name in {subject}."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [roots]
rules.project_renamed := result.each([old.project], {found |
	not next.project == old.project
	found := finding.of(root_file, [], {"old": finding.show(old, ["project"]), "new": finding.show(next, ["project"])})
})

# METADATA
# title: The version is the next one
# description: Trust roots are counted, so that none can be left out and no older one can come back.
# custom:
#   code: change.version_not_next
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "version {new} of the trust root does not come after version {old}"
#   remedy: "Run pnpm gate trust bump and commit it: every change of governed files raises the version."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: ISO/IEC 42001, section: "6.3"}
#   depends_on: [roots]
rules.version_not_next := result.each([old.version], {found |
	not is_next
	found := finding.of(root_file, [], {"old": finding.show(old, ["version"]), "new": finding.show(next, ["version"])})
})

# METADATA
# title: It names the trust root before it
# description: Each trust root carries the SHA-256 of the one before, so that the chain can be followed from the first.
# custom:
#   code: change.previous_differs
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "{subject} names {new} as the trust root before it; it is {old}"
#   remedy: "Run pnpm gate trust bump and commit it: it writes the digest of the trust root before."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: ISO/IEC 42001, section: "6.3"}
#   depends_on: [roots]
rules.previous_differs := result.each([old.digest], {found |
	not next.previous == old.digest
	found := finding.of(root_file, [], {"old": finding.show(old, ["digest"]), "new": finding.show(next, ["previous"])})
})

# METADATA
# title: A compromised key stays compromised
# description: A stolen key that is forgotten could be trusted again some day.
# custom:
#   code: change.compromised_forgotten
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "the key {subject} was marked as compromised and is so no more"
#   remedy: "List the key under `compromised` again."
#   references:
#     - {framework: SOC 2, section: CC6.1}
#     - {framework: PCI DSS 4.0, section: 3.7.5}
#   depends_on: [roots]
rules.compromised_forgotten := result.when(has_compromised, old.compromised, {found |
	some entry in old.compromised
	not is_remembered(entry)
	found := finding.of(finding.show(entry, ["key"]), [], {})
}) if {
	is_array(next.compromised)
}

# METADATA
# title: Since when a key is compromised does not get later
# description: >-
#   The commit up to which a compromised key was good decides which of its sign-offs still count. It may become `null`,
#   never good, and nothing else.
# custom:
#   code: change.compromised_moved
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "the key {subject} was good up to {old} and now is up to {new}"
#   remedy: "Restore `since`, or set it to null."
#   references:
#     - {framework: SOC 2, section: CC6.1}
#     - {framework: PCI DSS 4.0, section: 3.7.5}
#   depends_on: [roots]
rules.compromised_moved := result.when(has_compromised, old.compromised, {found |
	some entry in old.compromised
	some kept in next.compromised
	kept.key == entry.key
	not is_as_early(kept, entry)
	found := finding.of(finding.show(entry, ["key"]), [], {"old": finding.show(entry, ["since"]), "new": finding.show(kept, ["since"])})
}) if {
	is_array(next.compromised)
}

# METADATA
# title: Every key can be used
# description: Somebody whose key can not be read could never sign again.
# custom:
#   code: change.key_unusable
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "a key of the new trust root can not be used: {why}"
#   remedy: "Correct the key in {subject}: gpg --armor --export <fingerprint>."
#   references:
#     - {framework: SOC 2, section: CC6.1}
#   depends_on: [roots]
rules.key_unusable := result.each([next.digest], {found |
	some i, _ in next.unusable_keys
	found := finding.of(root_file, [], {"why": finding.show(next.unusable_keys, [i])})
}) if {
	is_array(next.unusable_keys)
}

# METADATA
# title: git shows the signers that the gate sees
# description: The allowed_signers file is made from the trust root, so that plain git names the same people.
# custom:
#   code: change.signers_stale
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject} does not say what the new trust root says"
#   remedy: "Run pnpm gate trust bump and commit it: it writes the file."
#   references:
#     - {framework: SOC 2, section: CC6.1}
#   depends_on: [allowed_signers]
rules.signers_stale := result.each([input.allowed_signers.expected], {found |
	not input.allowed_signers.written == input.allowed_signers.expected
	found := finding.of("policies/trust/allowed_signers", [], {})
})

# METADATA
# title: The new policy compiles
# description: A policy that can not be used would block every release after it. It is compiled, and nothing of it runs.
# custom:
#   code: change.policy_broken
#   waivable: false
#   severity: block
#   ground: measured
#   message: "{subject}: {why}"
#   remedy: "Run pnpm gate policy check and mend what it names."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [policy.problems]
rules.policy_broken := result.each(input.changed, {found |
	some problem in input.policy.problems
	found := finding.of(finding.show(problem, ["place"]), [], {"why": finding.show(problem, ["message"])})
}) if {
	is_array(input.changed)
	is_array(input.policy.problems)
}

# METADATA
# title: No rule goes away unseen
# description: Who signs a change of policies has to know which demands end with it.
# custom:
#   code: change.rule_removed
#   waivable: false
#   severity: warn
#   ground: measured
#   message: "the rule {subject} goes away"
#   remedy: "Look at it before you sign; pnpm gate backtest --policy <branch> shows what would have passed without it."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: NIST AI RMF, section: GOVERN 1.5}
#   depends_on: [policy.problems, policy.rules]
rules.rule_removed := result.when(is_usable, rules_before, {found |
	some code, _ in rules_before
	not rules_after[code]
	found := finding.of(code, [], {})
})

# METADATA
# title: No demand changes unseen
# description: A rule is as strict as the tiers, thresholds, quorums and checklists that it goes by.
# custom:
#   code: change.data_changed
#   waivable: false
#   severity: warn
#   ground: measured
#   message: "{subject}: {new}; before: {old}"
#   remedy: "Look at it before you sign; pnpm gate backtest --policy <branch> shows what would have passed or been held up."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: NIST AI RMF, section: GOVERN 1.5}
#   depends_on: [policy.data]
rules.data_changed := result.if_any(data_changes, {found |
	some change in data_changes
	found := finding.of(finding.show(change, ["at"]), [], {"old": finding.show(change, ["old"]), "new": finding.show(change, ["new"])})
})

data_changes := input.policy.data if is_array(input.policy.data)

# METADATA
# title: No rule becomes softer unseen
# description: A rule that blocked and now waits or warns, or that can be waived and could not.
# custom:
#   code: change.rule_softened
#   waivable: false
#   severity: warn
#   ground: measured
#   message: "the rule {subject} becomes softer: {old} is now {new}"
#   remedy: "Look at it before you sign; pnpm gate backtest --policy <branch> shows what would have passed."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: NIST AI RMF, section: GOVERN 1.5}
#   depends_on: [policy.problems, policy.rules]
rules.rule_softened := result.when(is_usable, rules_before, {found |
	some code, before in rules_before
	after := rules_after[code]
	not is_as_strict(after, before)
	found := finding.of(code, [], {"old": effect(before), "new": effect(after)})
})

# METADATA
# title: What a plugin may do is seen
# description: >-
#   A plugin that lands runs on the machines of everybody who measures. The static audit reads its sources, and shows what
#   they use beyond what the plugin declares. It proves nothing: names can be hidden, and packages are not looked into.
# custom:
#   code: change.plugin_capability
#   waivable: false
#   severity: warn
#   ground: measured
#   message: "the plugin {subject}: {what} ({place})"
#   remedy: "Read it before you sign. Let it declare what it needs under `capabilities`, or do without."
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: NIST AI RMF, section: MANAGE 3.1}
#   depends_on: [plugins]
rules.plugin_capability := result.if_any(plugins, {found |
	some plugin in plugins
	some use in array.concat(undeclared(plugin), unread(plugin))
	found := finding.of(finding.show(plugin, ["plugin"]), [], {"what": use.what, "place": use.place})
})

plugins := release.listed(input, "plugins")

undeclared(plugin) := [{"what": finding.show(use, ["what"]), "place": place(use)} |
	some use in release.listed(plugin, "uses")
	use.severity != "warning"
]

unread(plugin) := [{"what": "a program, what it uses was not looked at", "place": place(use)} |
	some use in release.listed(plugin, "uses")
	use.severity == "warning"
	endswith(use.file, "plugin.json")
] if {
	plugin.problem == null
}

else := [{"what": finding.show(plugin, ["problem"]), "place": "it could not be looked at"}]

place(use) := $"{finding.show(use, ["file"])}:{finding.show(use, ["line"])}"

# METADATA
# title: Those who governed have approved
# description: The quorum of the trust root before the change, with keys of that trust root, so that nobody takes over alone.
# custom:
#   code: change.old_quorum
#   waivable: false
#   severity: wait
#   ground: signed
#   message: "{have} of {need} with the role {subject} by the old trust root have approved"
#   remedy: "Somebody who governs and did not write it: pnpm gate sign {release} --role {subject}"
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#   depends_on: [roots, signoffs]
rules.old_quorum := result.each([old.governance.role], {found |
	not has_signed("old")
	found := missing("old")
})

# METADATA
# title: Those who will govern have approved
# description: The quorum of the trust root after the change, with keys of that trust root, so that nobody hands over to keys that do not sign.
# custom:
#   code: change.new_quorum
#   waivable: false
#   severity: wait
#   ground: signed
#   message: "{have} of {need} with the role {subject} by the new trust root have approved"
#   remedy: "Somebody who governs and did not write it: pnpm gate sign {release} --role {subject}"
#   references:
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#   depends_on: [roots, signoffs]
rules.new_quorum := result.each([next.governance.role], {found |
	not has_signed("new")
	found := missing("new")
})

# A work tree has no commits yet.
is_committed := is_string(input.head) if is_commit_or_none

is_commit_or_none if is_string(input.head)

is_commit_or_none if input.head == null

is_known(contribution) if is_string(contribution.principal)

is_next if next.version == old.version + 1

root_file := "policies/trust/root.yaml"

has_compromised := count(old.compromised) > 0 if is_array(old.compromised)

is_remembered(entry) if {
	some kept in next.compromised
	kept.key == entry.key
}

is_as_early(kept, _) if kept.since == null

is_as_early(kept, entry) if kept.since == entry.since

# Nothing is compared with a policy that can not be used: that blocks by itself.
is_usable := count(input.policy.problems) == 0 if {
	is_array(input.policy.problems)
	is_object(rules_before)
	is_object(rules_after)
}

rules_before := input.policy.rules.old

rules_after := input.policy.rules.new

strictness := {"warn": 0, "wait": 1, "block": 2}

is_as_strict(after, before) if {
	strictness[after.severity] >= strictness[before.severity]
	is_as_firm(after, before)
}

is_as_firm(after, _) if after.waivable == false

is_as_firm(_, before) if before.waivable == true

effect(rule) := $"{finding.show(rule, ["severity"])} (waivable: {finding.show(rule, ["waivable"])})"

missing(root) := finding.of(
	finding.show(input.roots, [root, "governance", "role"]), [],
	{
		"need": finding.show(input.roots, [root, "governance", "threshold"]),
		"have": count(object.get(signers, root, [])),
		"release": finding.show(input, ["release"]),
	},
)
