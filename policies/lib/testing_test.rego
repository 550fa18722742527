# METADATA
# title: Help for tests
# description: >-
#   Facts that pass (data.examples.ready), ways to change a part of them, and the one question that matters: is a rule
#   content where it should not be?
package lib.testing

ready := data.examples.ready

# What a catalogue says of the sample: that of the repository is a team's own.
catalogue := {"credit-scorer": {
	"team": "credit-risk",
	"least_tier": "high",
	"profiles": ["finance"],
	"traits": ["personal_data", "customer_facing", "automated_decisions", "regulated"],
}}

# Facts with one part of the release, or one of the facts themselves, set to something else.
release(part, value) := fact("release", object.union(object.remove(ready.release, [part]), {part: value}))

fact(name, value) := object.union(object.remove(ready, [name]), {name: value})

# Facts with several parts of the release changed. Lists are replaced, objects merged.
releases(parts) := object.union(ready, {"release": parts})

# Every trait said: true for those held.
traits(held) := {trait: value |
	some trait, _ in ready.release.traits
	value := trait in held
}

# A list in which the item at `i` has other fields.
patched(list, i, fields) := [item |
	some j, old in list
	item := {true: object.union(old, fields), false: old}[i == j]
]

# A list in which the item at `i` lacks a field.
without(list, i, field) := [item |
	some j, old in list
	item := {true: object.remove(old, [field]), false: old}[i == j]
]

# What a rule reports that found something, or nothing.
finds(examined, findings) := {"applies": true, "examined": examined, "findings": findings}

passes(examined) := finds(examined, [])

not_applicable := {"applies": false, "examined": 0, "findings": []}

finding(subject, at, params) := {"subject": subject, "at": at, "params": params}

# Whether the host would let a result through: passed, or not applicable. A rule that is undefined is not let through.
is_content(result) if {
	result.findings == []
	result.applies == false
}

is_content(result) if {
	result.findings == []
	result.examined > 0
}

# The rules of a gate that are content.
content(rules) := {name | some name, result in rules; is_content(result)}

# Values of which none is what is expected anywhere: empty, of the wrong type, or with items of the wrong type.
wrong := [null, "", " ", "text", 5, true, false, {}, {"text": "text"}, [], [null], [5], ["text"], [{}], [[]]]
