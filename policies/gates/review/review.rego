# METADATA
# title: Review
# description: >-
#   Why it is worth it, what it may cost, and who has said so: what the people who answer for the business decide on.
package gates.review

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result

review := release.part("review")

# METADATA
# title: What has to be weighed is written down
# description: >-
#   Impact, fit, service levels, burden and obligations: as much as the tier asks. A decision that is not written down
#   can not be questioned later.
# custom:
#   code: review.field_missing
#   severity: block
#   ground: said
#   message: "The review says nothing about {subject}"
#   remedy: "Write `review.{subject}`; a few honest sentences are enough."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.1}
#     - {framework: NIST AI RMF, section: MANAGE 1.4}
#     - {framework: ISO/IEC 42001, section: A.5.3}
#     - {framework: EU AI Act, section: Article 9}
#     - {framework: SR 11-7, section: VI}
#   depends_on: [release.review, release.tier, release.profiles, release.traits]
rules.field_missing := result.each(fields, {found |
	some field in fields
	not is_there(field)
	found := finding.of(field, ["review", field], {})
})

fields := demands.listed("review")

is_there(field) if is_written(review[field])

is_written(value) if release.says(value)

is_written(values) if {
	is_array(values)
	count(values) > 0
	every value in values {
		is_written_out(value)
	}
}

is_written_out(value) if release.says(value)

is_written_out(value) if {
	is_object(value)
	count(value) > 0
	every text in value {
		release.says(text)
	}
}

# METADATA
# title: Somebody who may has accepted the risk
# description: A risk that nobody accepted is carried by those who do not know of it.
# custom:
#   code: review.risk_not_accepted
#   severity: block
#   ground: said
#   message: "The risk is accepted by {subject}, who is not a person with the role {roles}, or it is not said which risk"
#   remedy: "State under `review.risk_appetite` what is accepted and what is not, and ask somebody with the role {roles} to accept it."
#   references:
#     - {framework: NIST AI RMF, section: MAP 1.5}
#     - {framework: NIST AI RMF, section: GOVERN 1.3}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC3.1}
#     - {framework: SR 11-7, section: VI}
#   depends_on: [release.review, release.tier, release.profiles, principals]
rules.risk_not_accepted := result.when("risk-accepted" in demands.practices, [review], {found |
	not is_risk_accepted
	found := finding.of(
		finding.show(review, ["risk_appetite", "accepted_by"]),
		["review", "risk_appetite"],
		{"roles": finding.join({"roles": accepting_roles}, "roles")},
	)
})

is_risk_accepted if {
	release.says(review.risk_appetite.statement)
	people.holds(review.risk_appetite.accepted_by, accepting_roles)
}

# The roles that tier and every profile allow.
accepting_roles := sort(intersection({{role | some role in source.asks.risk_accepted_by} |
	some source in demands.sources
	source.asks.risk_accepted_by
}))

# METADATA
# title: What earlier versions taught is addressed
# description: >-
#   Learnings and incidents that the outcomes of earlier versions leave open. What went wrong once goes wrong again, unless
#   somebody says what is done about it.
# custom:
#   code: review.learning_unaddressed
#   severity: block
#   ground: said
#   message: "{subject} is open in the outcome of an earlier version, and this release does not say how it is addressed"
#   remedy: "Add `{outcome: <version>, id: <id>, how: ...}` under `review.learnings`; or close it in that version's outcome.yaml, on main."
#   references:
#     - {framework: NIST AI RMF, section: MANAGE 4.2}
#     - {framework: NIST AI RMF, section: MANAGE 4.3}
#     - {framework: ISO/IEC 42001, section: "10.2"}
#     - {framework: EU AI Act, section: Article 72}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.review, releases]
rules.learning_unaddressed := result.if_any(lessons, {found |
	some lesson in lessons
	not is_addressed(lesson)
	found := finding.of(subject_of(lesson), ["review", "learnings"], {})
}) if {
	is_object(input.releases)
	every earlier in input.releases {
		is_told(earlier)
	}
}

subject_of(lesson) := $"{lesson.version}: {id}" if id := finding.show(lesson.item, ["id"])

is_told(earlier) if earlier.outcome == null

is_told(earlier) if {
	earlier.outcome.schema == "gatehouse/outcome@1"
	every part in ["incidents", "learnings"] {
		is_array(object.get(earlier.outcome, part, []))
	}
}

# Incidents and learnings of earlier versions that are not closed.
lessons := [{"version": version, "item": item} |
	some version, earlier in input.releases
	some part in ["incidents", "learnings"]
	some item in earlier.outcome[part]
	not is_closed(item)
]

is_closed(item) if item.status == "done"

is_closed(item) if is_string(item.resolved_on)

is_addressed({"version": version, "item": item}) if {
	some one in release.listed(review, "learnings")
	one.outcome == version
	one.id == item.id
	release.says(one.how)
}

# METADATA
# title: Safeguards for people are named
# description: What a profile demands to protect people whose data is used, with how it is done.
# custom:
#   code: review.safeguard_missing
#   severity: block
#   ground: said
#   message: "The release does not say how it ensures {subject}"
#   remedy: "Add `{safeguard: {subject}, how: ...}` under `expectations.privacy`."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.10}
#     - {framework: ISO/IEC 42001, section: A.5.4}
#     - {framework: HIPAA, section: 45 CFR 164.514}
#   depends_on: [release.expectations, release.profiles, release.traits]
rules.safeguard_missing := result.when(count(safeguards) > 0, safeguards, {found |
	some safeguard in safeguards
	not is_ensured(safeguard)
	found := finding.of(safeguard, ["expectations", "privacy"], {})
})

safeguards := demands.listed("safeguards")

is_ensured(safeguard) if {
	some one in release.listed(release.part("expectations"), "privacy")
	one.safeguard == safeguard
	release.says(one.how)
}
