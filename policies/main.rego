# METADATA
# title: Gatehouse
# description: >-
#   The one question that the host asks. A gate that is not listed here does not judge, and the host refuses a result
#   that lacks a gate which METADATA describes.
# entrypoint: true
package main

import data.gates.checklist
import data.gates.completeness
import data.gates.inventory
import data.gates.lineage
import data.gates.monitoring
import data.gates.parity
import data.gates.review
import data.gates.rollback
import data.gates.signoff
import data.gates.validation

decision := {
	"schema": "gatehouse/policy-result@1",
	"recognised": recognised,
	"gates": {
		"inventory": inventory.rules,
		"completeness": completeness.rules,
		"validation": validation.rules,
		"lineage": lineage.rules,
		"checklist": checklist.rules,
		"parity": parity.rules,
		"rollback": rollback.rules,
		"monitoring": monitoring.rules,
		"review": review.rules,
		"signoff": signoff.rules,
	},
	"quorum": signoff.quorum,
	"break_glass": signoff.break_glass,
}

default recognised := false

recognised if {
	input.schema == "gatehouse/facts@1"
	is_string(input.now)
	is_string(input.path)
	is_string(input.release.name)
	is_string(input.release.version)
	is_string(input.release.summary)
}
