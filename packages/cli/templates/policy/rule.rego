# METADATA
# title: TODO What holds where the rule is content
# description: TODO Why it matters, in a sentence that convinces.
# custom:
#   code: {{gate}}.{{rule}}
#   severity: warn # TODO block, or wait, once the rule is written
#   ground: said # TODO measured, recorded or signed, where what it looks at can show that
#   message: "TODO {subject} …"
#   remedy: "TODO What to do, and in which field of the release."
#   references:
#     - {framework: TODO, section: TODO}
#   depends_on: [release]
rules.{{rule}} := result.each({{rule}}_items, {found |
	some item in {{rule}}_items
	not {{rule}}_is_proven(item)
	found := finding.on(item, ["name"], {})
})

# TODO Give the items that it looks at, such as `release.listed(input.release, "artifacts")` of data.lib.release; with an
# index, `some i, item in …`, a finding says which one: `["artifacts", i]`.
{{rule}}_items := [input.release]

# TODO Prove that an item complies: `release.says(item.version)`. What is missing, empty or of the wrong type is then not
# proven. Until then none is, and the rule warns about every release.
{{rule}}_is_proven(_) := false
