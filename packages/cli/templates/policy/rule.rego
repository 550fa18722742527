# METADATA
# title: TODO What holds where the rule is content
# description: TODO Why it matters, in a sentence that convinces.
# custom:
#   code: {{gate}}.{{rule}}
#   severity: block
#   message: "TODO {subject} …"
#   remedy: "TODO What to do, and in which field of the release."
#   references:
#     - {framework: TODO, section: TODO}
#   depends_on: [release]
rules.{{rule}} := result.each({{rule}}_items, {found |
	some i, item in {{rule}}_items
	not {{rule}}_is_proven(item)
	found := finding.on(item, ["TODO", i], {})
})

# TODO Give the items that it looks at, and take `if false` away. Until then the rule is undefined, and the host takes
# that for not passed: every release is blocked.
{{rule}}_items := release.listed(input.release, "TODO") if false

# TODO Prove that an item complies. What is missing, empty or of the wrong type is then not proven.
{{rule}}_is_proven(item) if release.says(item.TODO)
