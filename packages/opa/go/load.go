package main

import (
	"bytes"
	"encoding/json"

	"github.com/open-policy-agent/opa/v1/ast"
)

func parserOptions(capabilities *ast.Capabilities) ast.ParserOptions {
	return ast.ParserOptions{
		ProcessAnnotation: true,
		RegoVersion:       ast.RegoV1,
		Capabilities:      capabilities,
	}
}

// parse reads every source; the errors of all of them come back together.
func parse(sources []source, capabilities *ast.Capabilities) (map[string]*ast.Module, error) {
	if len(sources) == 0 {
		return nil, problem{Code: "opa_no_sources", Message: "no Rego was given"}
	}
	modules := make(map[string]*ast.Module, len(sources))
	var failed ast.Errors
	for _, one := range sources {
		if _, twice := modules[one.Path]; twice {
			return nil, problem{Code: "opa_duplicate_path", Message: "two sources have the path " + one.Path, File: one.Path}
		}
		module, err := ast.ParseModuleWithOpts(one.Path, one.Text, parserOptions(capabilities))
		if errs, many := err.(ast.Errors); many {
			failed = append(failed, errs...)
		} else if err != nil {
			return nil, err
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
	if len(one.Schemas) == 0 {
		return compiler, nil
	}
	set := ast.NewSchemaSet()
	for path, raw := range one.Schemas {
		var schema any
		if err := json.Unmarshal(raw, &schema); err != nil {
			return nil, err
		}
		ref, err := ast.ParseRef(path)
		if err != nil {
			return nil, err
		}
		set.Put(ref, schema)
	}
	return compiler.WithSchemas(set), nil
}

func capabilitiesOf(one operation) (*ast.Capabilities, error) {
	if len(one.Capabilities) == 0 || bytes.Equal(one.Capabilities, []byte("null")) {
		return native(), nil
	}
	return ast.LoadCapabilitiesJSON(bytes.NewReader(one.Capabilities))
}
