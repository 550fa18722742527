# METADATA
# title: Gatehouse
# description: >-
#   The two questions that the host asks: may this release be promoted, and may this change of what judges. The host
#   adds `gates`, with the rules of every folder below gates/ but `change`, those of packs too; and it refuses a result
#   that lacks one of them.
# entrypoint: true
package main

import data.gates.change
import data.gates.checklist
import data.gates.signoff

decision := {
	"schema": "gatehouse/policy-result@1",
	"recognised": recognised,
	"gates": gates,
	"quorum": signoff.quorum,
	"questions": questions,
	"break_glass": signoff.break_glass,
}

# Policies without checklists ask nobody.
default questions := []

questions := checklist.questions

default recognised := false

recognised if {
	input.schema == "gatehouse/facts@1"
	is_string(input.now)
	is_string(input.path)
	is_string(input.release.name)
	is_string(input.release.version)
	is_string(input.release.summary)
}

change_decision := {
	"schema": "gatehouse/change-result@1",
	"recognised": change.recognised,
	"gates": {"change": change.rules},
	"quorum": change.quorum,
}
