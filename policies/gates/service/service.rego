# METADATA
# title: Service
# description: >-
#   How strictly a release is judged is not its author's choice. The governed catalogue (policies/services.yaml), the
#   version before and what was measured have a say.
package gates.service

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result
import data.lib.services

name := finding.show(input, ["release", "name"])

# METADATA
# title: The service is in the catalogue
# description: >-
#   What nobody who governs has named is judged by what its author says of it. Until it is listed, it gets what `*` of the
#   catalogue gives, or tier medium at least.
# custom:
#   code: service.unlisted
#   severity: warn
#   ground: said
#   message: "policies/services.yaml does not list {subject}"
#   remedy: "Have those who govern list it: its team, least tier, profiles and traits. Or correct the name."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.1}
#     - {framework: ISO/IEC 42001, section: A.4.2}
#   depends_on: [release.name]
rules.unlisted := result.each([name], {found |
	not services.is_listed
	found := finding.of(name, ["name"], {})
})

# METADATA
# title: The team is the one of the catalogue
# description: Whose budget of waivers is spent, and who answers, is not chosen anew with each release.
# custom:
#   code: service.team_differs
#   waivable: false
#   severity: block
#   ground: said
#   message: "{subject} belongs to the team {team}"
#   remedy: "Set `owner.team: {team}`, or have those who govern change policies/services.yaml."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#   depends_on: [release.name, release.owner]
rules.team_differs := result.if_any(teams, {found |
	some team in teams
	not is_of(team)
	found := finding.of(name, ["owner", "team"], {"team": finding.show({"team": team}, ["team"])})
})

teams := [team | team := services.entry.team]

is_of(team) if release.part("owner").team == team

# METADATA
# title: An unlisted service keeps the tier of unlisted ones
# description: What nobody who governs has looked at is not low by its author's word.
# custom:
#   code: service.unlisted_tier
#   severity: block
#   ground: said
#   effective_on: "2027-03-01"
#   message: "{subject} is not listed, and is judged by tier {tier}; unlisted ones are {least} at least"
#   remedy: "Set `tier: {least}`, or have those who govern list it in policies/services.yaml with a lower one."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.3}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#   depends_on: [release.name, release.tier, release.traits, release.profiles]
rules.unlisted_tier := result.when(services.is_listed == false, [services.entry], {found |
	not reaches(services.entry)
	found := finding.of(
		name, ["tier"],
		{"tier": finding.show(demands, ["tier"]), "least": finding.show(services.entry, ["least_tier"])},
	)
})

# METADATA
# title: The tier is not lowered
# description: >-
#   A service does not become harmless with its next version. It keeps the least tier of the catalogue, and that of the
#   version before it.
# custom:
#   code: service.tier_lowered
#   severity: block
#   ground: recorded
#   message: "The tier is {tier}; by {subject} it is {least} at least"
#   remedy: "Set `tier: {least}`. If it has become harmless, a waiver says so for this release, and the catalogue for all."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.3}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#     - {framework: EU AI Act, section: Article 6}
#   depends_on: [release.name, release.tier, release.traits, release.profiles, previous]
rules.tier_lowered := result.if_any(tiers, {found |
	some floor in tiers
	not reaches(floor)
	found := finding.of(
		floor.by, ["tier"],
		{"tier": finding.show(demands, ["tier"]), "least": finding.show(floor, ["least_tier"])},
	)
})

# Of unlisted ones the rule above speaks, as its day is another.
tiers := [{"by": floor.by, "least_tier": tier} |
	some i, floor in services.floors
	is_bound(i)
	tier := object.get(floor.says, ["least_tier"], null)
	tier != null
]

is_bound(0) if services.is_listed

is_bound(i) if i > 0

reaches(floor) if data.tiers[demands.tier].rank >= data.tiers[floor.least_tier].rank

# METADATA
# title: No profile is dropped
# description: A rule pack that applied to a service applies to its next version.
# custom:
#   code: service.profile_dropped
#   severity: block
#   ground: recorded
#   message: "The profile {subject} holds by {by}, and the release does not name it"
#   remedy: "Add {subject} to `profiles`. If it no longer applies, a waiver says so for this release, and the catalogue for all."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 1.1}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#   depends_on: [release.name, release.profiles, previous]
rules.profile_dropped := result.if_any(services.profiles, {found |
	some profile in services.profiles
	not is_named(profile)
	found := finding.of(profile.name, ["profiles"], {"by": profile.by})
})

is_named(profile) if profile.name in release.profiles

# METADATA
# title: No trait is denied
# description: What a service touched it touches still, unless somebody else than its author says that it does not.
# custom:
#   code: service.trait_denied
#   severity: block
#   ground: recorded
#   message: "{subject} holds by {by}, and the release denies it"
#   remedy: "Set `{subject}: true` under `traits`. If it no longer holds, a waiver says so for this release, and the catalogue for all."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.1}
#     - {framework: ISO/IEC 42001, section: A.5.2}
#   depends_on: [release.name, release.traits, previous]
rules.trait_denied := result.if_any(services.traits, {found |
	some trait in services.traits
	not is_held(trait)
	found := finding.of(trait.name, ["traits", trait.name], {"by": trait.by})
})

is_held(trait) if release.part("traits")[trait.name] == true

# METADATA
# title: Measurements do not contradict the traits
# description: Who says that no data of people is touched, and measures some, is wrong in one of the two.
# custom:
#   code: service.trait_contradicted
#   severity: block
#   ground: measured
#   message: "The release says that it touches no personal data, and {subject} found {columns} columns with some"
#   remedy: "Set `personal_data: true` under `traits`, or take the data out and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.1}
#     - {framework: ISO/IEC 42001, section: A.7.2}
#     - {framework: HIPAA, section: 45 CFR 164.514(b)}
#   depends_on: [release.traits, evidence]
rules.trait_contradicted := result.if_any(searches, {found |
	some search in searches
	not agrees(search)
	found := finding.of(search.id, ["traits", "personal_data"], {"columns": finding.show(search, ["columns"])})
})

searches := [{"id": id, "columns": measured.value} |
	some id, evidence in input.evidence
	evidence.plugin.name == "privacy"
	some measured in evidence.measurements
	measured.metric == "personal_data_columns"
]

agrees(search) if search.columns == 0

agrees(_) if is_held({"name": "personal_data"})
