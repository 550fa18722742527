package gates.inventory_test

import data.gates.inventory
import data.lib.testing

bad(entry) := {"entries": [object.union({"reason": "tampered with"}, entry)]}

compromised(entry) := {finding.subject |
	some finding in inventory.rules.compromised.findings with data.compromised as bad(entry) with input as testing.ready
}

model := testing.ready.release.artifacts[0]

test_nothing_is_compromised if {
	result := inventory.rules.compromised with input as testing.ready
	result.findings == []
	result.examined > 20
}

test_an_artifact_by_name if compromised({"name": model.id}) == {model.id}

test_an_artifact_of_a_version if compromised({"name": model.id, "versions": [model.version]}) == {model.id}

test_another_version_is_not_meant if compromised({"name": model.id, "versions": ["0.0.0"]}) == set()

test_bytes_wherever_they_turn_up if {
	found := compromised({"digests": [model.digest]})
	model.id in found
	model.path in found
}

test_a_dependency if {
	some dependency in model.dependencies
	compromised({"name": dependency.id, "versions": [dependency.version]}) == {dependency.id}
}

test_a_plugin_by_its_version_and_by_its_digest if {
	plugin := testing.ready.evidence.drift.plugin
	compromised({"name": plugin.name, "versions": [plugin.version]}) == {plugin.name}
	compromised({"digests": [plugin.digest]}) == {plugin.name}
}

test_the_reason_is_told if {
	result := inventory.rules.compromised with data.compromised as bad({"name": model.id}) with input as testing.ready
	every finding in result.findings {
		finding.params == {"reason": "tampered with"}
	}
}
