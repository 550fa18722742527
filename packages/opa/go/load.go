package main

import (
	"bytes"
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// distinct refuses what would end as an empty success: no source at all, or one that hides another.
func distinct(sources []source) error {
	if len(sources) == 0 {
		return problem{Code: "opa_no_sources", Message: "no Rego was given"}
	}
	seen := make(map[string]bool, len(sources))
	var failed problemList
	for _, one := range sources {
		if one.Path == "" {
			failed = append(failed, problem{Code: "opa_no_path", Message: "a source has no path"})
		} else if seen[one.Path] {
			failed = append(failed, problem{Code: "opa_duplicate_path", Message: "two sources have the path " + one.Path, File: one.Path})
		}
		seen[one.Path] = true
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}

// parse reads every source; the errors of all of them come back together.
func parse(sources []source, capabilities *ast.Capabilities) (map[string]*ast.Module, error) {
	if err := distinct(sources); err != nil {
		return nil, err
	}
	options := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: capabilities}
	modules := make(map[string]*ast.Module, len(sources))
	var failed problemList
	for _, one := range sources {
		module, err := ast.ParseModuleWithOpts(one.Path, one.Text, options)
		if err != nil {
			failed = append(failed, problems(err)...)
		}
		modules[one.Path] = module
	}
	if len(failed) > 0 {
		return nil, failed
	}
	return modules, nil
}

func compilerFor(one operation, capabilities *ast.Capabilities) (*ast.Compiler, error) {
	compiler := ast.NewCompiler().
		WithCapabilities(capabilities).
		WithStrict(one.Strict).
		WithUseTypeCheckAnnotations(true).
		WithEnablePrintStatements(false)
	// OPA stops after ten errors unless told otherwise.
	compiler = compiler.SetErrorLimit(0)
	if len(one.Schemas) == 0 {
		return compiler, nil
	}
	set := ast.NewSchemaSet()
	for _, path := range util.KeysSorted(one.Schemas) {
		var schema any
		if err := util.UnmarshalJSON(one.Schemas[path], &schema); err != nil {
			return nil, problem{Code: "opa_bad_schema", Message: path + ": " + err.Error()}
		}
		ref, err := ast.ParseRef(path)
		if err != nil {
			return nil, problem{Code: "opa_bad_schema", Message: path + " is not a reference such as schema.facts"}
		}
		set.Put(ref, schema)
	}
	return compiler.WithSchemas(set), nil
}

func capabilitiesOf(one operation) (*ast.Capabilities, error) {
	if absent(one.Capabilities) {
		return native(), nil
	}
	capabilities, err := ast.LoadCapabilitiesJSON(bytes.NewReader(one.Capabilities))
	if err != nil {
		return nil, problem{Code: "opa_bad_capabilities", Message: err.Error()}
	}
	return capabilities, nil
}

func absent(raw json.RawMessage) bool {
	return len(raw) == 0 || bytes.Equal(raw, []byte("null"))
}
