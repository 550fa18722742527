# METADATA
# title: Sign-off
# description: >-
#   Who has to say yes, and who did: distinct people, each for one role that they hold, none of them an author. Sign-offs
#   can not be waived; a waiver of any other rule adds the role of its approver here.
package gates.signoff

import data.lib.calendar
import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result
import data.lib.services

# For people and for the host: each demanded role, how many must sign, and who has. Empty where nothing can be demanded.
quorum := [{"role": role, "need": needs[role], "have": sort(signers(role))} | some role in roles]

# METADATA
# title: Somebody has to sign
# description: A quorum of nobody would be reached at once.
# custom:
#   code: signoff.quorum_empty
#   waivable: false
#   severity: block
#   ground: said
#   message: "{subject} demands no sign-off that could be counted"
#   remedy: "Give the tier a quorum in policies/data/quorums.yaml: at least one person of one role."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.name, release.tier, release.profiles, release.waivers]
rules.quorum_empty := result.each([demands.tier], {found |
	not is_countable
	found := finding.of($"tier {demands.tier}", ["tier"], {})
})

is_countable if {
	count(data.quorums[demands.tier]) > 0
	every need in needs {
		is_number(need)
		need >= 1
	}
}

# How many people of each role: the most that tier, profiles, the service and waivers ask for.
needs := {role: max(asked[role]) | some role, _ in asked}

asked[role] contains need if some role, need in data.quorums[demands.tier]

asked[role] contains need if {
	some name in release.profiles
	some role, need in data.profiles[name].quorum
}

asked[role] contains need if some role, need in services.entry.quorum

asked[waiver.approver_role] contains 1 if some waiver in release.waivers

roles := sort(object.keys(needs)) if is_string(demands.tier)

# METADATA
# title: Every demanded role has signed
# description: Each role looks from its own side; none can stand in for another.
# custom:
#   code: signoff.role_missing
#   waivable: false
#   severity: wait
#   ground: signed
#   message: "{subject} has signed {have} of {need} times"
#   remedy: "Somebody with the role {subject}, who is not an author: pnpm gate sign <release> --role {subject}"
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: EU AI Act, section: Article 14}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.name, release.tier, release.profiles, release.waivers, signoffs, principals, authors]
rules.role_missing := result.each(roles, {found |
	some role in roles
	not count(signers(role)) >= needs[role]
	found := finding.of(role, [], {"need": needs[role], "have": count(signers(role))})
})

signers(role) := {person | some person in signed[role]}

# People whose sign-off counts, by role. Everything is proven here again, whatever the facts say about counting.
signed[signoff.role] contains signoff.principal if {
	is_array(input.authors)
	some signoff in input.signoffs
	signoff.counted == true
	signoff.decision == "approve"
	not signoff.principal in input.authors
	principal := input.principals[signoff.principal]
	principal.kind == "person"
	is_array(principal.roles)
	signoff.role in principal.roles
}

# METADATA
# title: Every demanded role is held by somebody
# description: Waiting for a role that nobody holds, or only the authors of the release, would be waiting for ever.
# custom:
#   code: signoff.role_unheld
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "Nobody who could sign as {subject} is in the trust root"
#   remedy: "Who holds it and is only named as an author denies it: pnpm gate sign <release> --role {subject} --not-author. Otherwise give the role to somebody who is not an author, in policies/trust/root.yaml. For a waiver, correct `approver_role`."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#   depends_on: [release.name, release.tier, release.profiles, release.waivers, principals, authors]
rules.role_unheld := result.each(roles, {found |
	some role in roles
	not role in held
	found := finding.of($"{role}", [], {})
})

held contains role if {
	is_array(input.authors)
	some id, principal in input.principals
	principal.kind == "person"
	not id in input.authors
	some role in principal.roles
}

# METADATA
# title: Every waiver is approved by a role that may
# description: >-
#   A waiver without an approving role would be approved by nobody, one with any role by a colleague of the author. The
#   roles that may approve are data; the role that is named must sign.
# custom:
#   code: signoff.waiver_unapproved
#   waivable: false
#   severity: block
#   ground: said
#   message: "The waiver of {subject} names no role that may approve it"
#   remedy: "Set `approver_role` to one of the roles in policies/data/waivers.yaml."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 1.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.waivers]
rules.waiver_unapproved := result.if_any(release.waivers, {found |
	some i, waiver in release.waivers
	not is_approvable(waiver)
	found := finding.of(finding.show(waiver, ["rule"]), ["waivers", i], {})
})

is_approvable(waiver) if {
	some role in data.waivers.approvers
	waiver.approver_role == role
}

# METADATA
# title: Waivers stay within the budget of the year
# description: >-
#   A waiver is for once. The days for which rules were waived add up over the promotions of a team within 365 days, tier
#   by tier; a team that lives on waivers has to mend something, or to talk about the rule. A higher tier makes no room
#   for what a lower one has used up.
# custom:
#   code: signoff.waiver_over_budget
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "With this release the team {subject} has {days} days of waivers within a year in the tier {tier}, and the budget is {most}"
#   remedy: "Waive less, or for a shorter time (`until`). The budget stands in policies/data/waivers.yaml; those who govern can change it."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.3}
#     - {framework: NIST AI RMF, section: MANAGE 1.4}
#     - {framework: SOC 2, section: CC4.2}
#   depends_on: [release.waivers, release.owner, release.tier, waiver_history]
rules.waiver_over_budget := result.when(has_waivers, release.waivers, {found |
	not is_within_budget
	found := over_budget(shown_tier, own_tiers)
} | {found |
	some tier in lower_tiers
	not keeps_budget(tier, {tier})
	found := over_budget(tier, {tier})
}) if {
	is_array(input.waiver_history)
}

has_waivers := count(release.waivers) > 0

is_within_budget if keeps_budget(demands.tier, own_tiers)

# The tier as it is written, and as it is judged: writing a lower one does not make room.
own_tiers contains input.release.tier

own_tiers contains demands.tier

# Below the tier that it is judged by, with a budget of their own.
lower_tiers contains name if {
	some name, about in data.tiers
	about.rank < data.tiers[demands.tier].rank
	is_number(data.waivers.yearly_days[name])
}

keeps_budget(tier, tiers) if {
	most := data.waivers.yearly_days[tier]
	is_number(most)
	waived_days(tiers) <= most
}

# The days of this release, and those of earlier ones in some tiers. Undefined where a single one cannot be counted.
waived_days(tiers) := sum(days) if {
	is_array(input.waiver_history)
	own := [object.union({"on": calendar.today}, waiver) | some waiver in release.waivers]
	earlier := [waiver | some waiver in input.waiver_history; not is_of_other_tier(waiver, tiers)]
	all := array.concat(own, earlier)
	days := [calendar.days_from(waiver.on, waiver.until) | some waiver in all]
	count(days) == count(release.waivers) + count(earlier)
}

is_of_other_tier(waiver, tiers) if {
	is_string(waiver.tier)
	not waiver.tier in tiers
}

over_budget(tier, tiers) := finding.of(finding.show(input.release, ["owner", "team"]), ["waivers"], {
	"tier": tier,
	"days": shown_days(tiers),
	"most": shown_budget(tier),
})

shown_tier := tier if tier := demands.tier

else := "unknown"

shown_days(tiers) := days if days := waived_days(tiers)

else := "uncounted"

shown_budget(tier) := days if {
	days := data.waivers.yearly_days[tier]
	is_number(days)
}

else := "not set"

# METADATA
# title: No waiver ends soon
# description: A waiver that ends turns the release red from one day to the next, unless somebody mends it before.
# custom:
#   code: signoff.waiver_ending
#   waivable: false
#   severity: warn
#   ground: said
#   message: "The waiver of {subject} holds until {until}"
#   remedy: "Mend what it waives before that day; where that takes longer, the next release needs a waiver of its own."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 1.4}
#   depends_on: [release.waivers]
rules.waiver_ending := result.if_any(release.waivers, {found |
	some i, waiver in release.waivers
	not is_lasting(waiver)
	found := finding.of(finding.show(waiver, ["rule"]), ["waivers", i], {"until": finding.show(waiver, ["until"])})
})

is_lasting(waiver) if {
	is_string(waiver.until)
	waiver.until > last_soon
}

last_soon := calendar.day_before(0 - data.waivers.ending_days)

# METADATA
# title: Each person counts for one role
# description: >-
#   One person with two roles is one pair of eyes. The signers must be enough for every group of roles together (Hall's
#   condition), which is so exactly when each demanded signature can be given to a person of its own.
# custom:
#   code: signoff.people_shared
#   waivable: false
#   severity: wait
#   ground: signed
#   message: "{subject} need {need} people together, and only {have} have signed for them"
#   remedy: "One more person has to sign for one of these roles."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC5.1}
#   depends_on: [release.name, release.tier, release.profiles, release.waivers, signoffs, principals]
#   follows: [signoff.role_missing]
rules.people_shared := result.each(roles, {found |
	some group in short_groups
	count(group) == smallest
	found := finding.of(concat(" and ", group), [], {
		"need": needed_by(group),
		"have": count(signers_of(group)),
	})
})

# Roles that have enough people by themselves, and share somebody with another role. Only these can be short together.
shared contains role if {
	some role in roles
	count(signers(role)) >= needs[role]
	some other in roles
	role != other
	count(signers(role) & signers(other)) > 0
}

# By Hall's theorem there is an assignment exactly if no group of roles has fewer people than places. Groups are numbered
# by the bits of the roles in them; of those that are short the smallest tell most.
short_groups contains group if {
	listed := sort(shared)
	count(listed) > 1
	some number in numbers.range(1, bits.lsh(1, count(listed)) - 1)
	group := [role | some i, role in listed; bits.and(number, bits.lsh(1, i)) != 0]
	count(signers_of(group)) < needed_by(group)
}

smallest := min({count(group) | some group in short_groups})

signers_of(group) := {person | some role in group; some person in signed[role]}

needed_by(group) := sum([needs[role] | some role in group])

# For people and for the host: how many have to break the glass, and who has.
break_glass := {"need": data.break_glass.people, "have": sort(glass_breakers)}

glass_breakers contains signoff.principal if {
	some signoff in glass_signoffs
	is_fit(signoff)
}

glass_signoffs := [signoff |
	some signoff in input.signoffs
	signoff.counted == true
	signoff.decision == "break-glass"
]

# By somebody who may, for a time that is near: proven here again, whatever the facts say about counting.
is_fit(signoff) if {
	may_break(signoff)
	ends_soon(signoff)
	is_by_another(signoff)
}

may_break(signoff) if signoff.role in data.break_glass.roles

ends_soon(signoff) if {
	is_string(signoff.until)
	signoff.until >= calendar.today
	signoff.until <= calendar.day_before(0 - data.break_glass.max_days)
}

is_by_another(signoff) if {
	is_array(input.authors)
	not signoff.principal in input.authors
	people.holds(signoff.principal, [signoff.role])
}

# The first thing that is missing, in words; defined for every sign-off, so that no finding is lost.
why_unfit(signoff) := "its role may not break it" if not may_break(signoff)

else := $"it has to end within {data.break_glass.max_days} days" if not ends_soon(signoff)

else := "it takes a person who holds the role and is not known as an author"

# METADATA
# title: Whoever breaks the glass may do so
# description: It would be found out in the emergency that a second person is still missing.
# custom:
#   code: signoff.break_glass_unfit
#   waivable: false
#   severity: warn
#   ground: signed
#   message: "{subject} broke the glass, and it does not count: {reason}"
#   remedy: "Break it in a role of policies/data/break_glass.yaml, and --until a day within its max_days."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [signoffs, principals, authors]
rules.break_glass_unfit := result.if_any(glass_signoffs, {found |
	some signoff in glass_signoffs
	not is_fit(signoff)
	found := finding.of(finding.show(signoff, ["principal"]), [], {"reason": why_unfit(signoff)})
})

# METADATA
# title: Broken glass is ratified
# description: What was let go in an emergency is looked at afterwards, before the next version of it goes live.
# custom:
#   code: signoff.break_glass_unratified
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "{subject} went live with broken glass, and nobody who governs has ratified it"
#   remedy: "Somebody who governs, and did not break it: pnpm gate sign <that release> --role governance --ratify"
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [unratified]
rules.break_glass_unratified := result.each([input.unratified], {found |
	some entry in input.unratified
	found := finding.of(finding.show(entry, ["release"]), [], {})
}) if {
	is_array(input.unratified)
}

# METADATA
# title: Whoever changes a release signs the commit
# description: >-
#   An author is known by the key alone. A commit that is not signed, under an address that nobody lists, would let its
#   author sign the release as if somebody else had written it.
# custom:
#   code: signoff.commit_unsigned
#   waivable: false
#   severity: block
#   ground: recorded
#   message: "The commit {subject} changed this release, and nobody of the trust root has signed it: {reason}"
#   remedy: "Sign it again with your own key: git rebase --exec 'git commit --amend --no-edit -S' main (and git config commit.gpgsign true)."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.tier, release.profiles, contributions, head.preview, base.digest]
rules.commit_unsigned := result.when(is_signing_demanded, input.contributions, {found |
	some contribution in input.contributions
	not is_signed(contribution)
	found := finding.of(
		substring(finding.show(contribution, ["commit"]), 0, 10),
		[],
		{"reason": finding.show(contribution, ["reason"])},
	)
})

is_signed(contribution) if input.principals[contribution.principal]

is_signing_demanded := count(["demanded" | "commits-signed" in demands.practices; release.is_proposed]) > 0 if {
	is_set(demands.practices)
	is_array(input.contributions)
}
