# METADATA
# title: Gatehouse
# description: >-
#   The two questions that the host asks: may this release be promoted, and may this change of what judges. A gate that
#   is not listed here does not judge, and the host refuses a result that lacks a gate which METADATA describes.
# entrypoint: true
package main

import data.gates.change
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
	"gates": gates,
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

# A pack adds its own (packs/). A gate that is undefined is missing here, and the host refuses the result.
gates["inventory"] := inventory.rules

gates["completeness"] := completeness.rules

gates["validation"] := validation.rules

gates["lineage"] := lineage.rules

gates["checklist"] := checklist.rules

gates["parity"] := parity.rules

gates["rollback"] := rollback.rules

gates["monitoring"] := monitoring.rules

gates["review"] := review.rules

gates["signoff"] := signoff.rules

change_decision := {
	"schema": "gatehouse/change-result@1",
	"recognised": change.recognised,
	"gates": {"change": change.rules},
	"quorum": change.quorum,
}
