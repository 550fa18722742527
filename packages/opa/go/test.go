package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/util"
)

type testResult struct {
	Package    string   `json:"package"`
	Name       string   `json:"name"`
	Passed     bool     `json:"passed"`
	Skipped    bool     `json:"skipped"`
	Error      *problem `json:"error,omitempty"`
	File       string   `json:"file"`
	Row        int      `json:"row"`
	DurationNs int64    `json:"durationNs"`
	Output     string   `json:"output,omitempty"`
}

type fileCoverage struct {
	Covered    []int `json:"covered"`
	NotCovered []int `json:"notCovered"`
}

func test(one operation) (any, error) {
	_, results, err := runTests(one, nil)
	if err != nil {
		return nil, err
	}
	return map[string]any{"tests": results}, nil
}

func coverage(one operation) (any, error) {
	tracer := cover.New()
	modules, results, err := runTests(one, tracer)
	if err != nil {
		return nil, err
	}
	report := tracer.Report(modules)
	files := map[string]fileCoverage{}
	for path, file := range report.Files {
		files[path] = fileCoverage{Covered: rows(file.Covered), NotCovered: rows(file.NotCovered)}
	}
	return map[string]any{"tests": results, "files": files, "percent": report.Coverage}, nil
}

func rows(ranges []cover.Range) []int {
	found := []int{}
	for _, one := range ranges {
		for row := one.Start.Row; row <= one.End.Row; row++ {
			found = append(found, row)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// A run without a single test is an error: it must not read as passed.
func runTests(one operation, tracer topdown.QueryTracer) (map[string]*ast.Module, []testResult, error) {
	capabilities, err := capabilitiesOf(one)
	if err != nil {
		return nil, nil, err
	}
	modules, err := parse(one.Sources, capabilities)
	if err != nil {
		return nil, nil, err
	}
	compiler, err := compilerFor(one, capabilities)
	if err != nil {
		return nil, nil, err
	}
	data := map[string]any{}
	if !absent(one.Data) {
		if err := util.UnmarshalJSON(one.Data, &data); err != nil {
			return nil, nil, problem{Code: "opa_bad_data", Message: "the data is not an object: " + err.Error()}
		}
	}
	store := inmem.NewFromObject(data)
	ctx := context.Background()
	txn, err := store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, nil, err
	}
	defer store.Abort(ctx, txn)
	compiler = compiler.
		WithEnablePrintStatements(true).
		WithPathConflictsCheck(storage.NonEmpty(ctx, store, txn))
	runner := tester.NewRunner().
		SetCompiler(compiler).
		SetStore(store).
		SetModules(modules).
		SetParallel(1).
		CapturePrintOutput(true).
		SetTimeout(time.Minute).
		Filter(one.Run)
	if tracer != nil {
		runner = runner.SetCoverageQueryTracer(tracer)
	}
	channel, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, nil, err
	}
	results := []testResult{}
	for result := range channel {
		results = append(results, describe(result))
	}
	if len(results) == 0 {
		return nil, nil, problem{Code: "opa_no_tests", Message: "no test was found"}
	}
	// OPA runs them in the order of a map.
	slices.SortFunc(results, func(a, b testResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Name, b.Name))
	})
	return modules, results, nil
}

func describe(result *tester.Result) testResult {
	described := testResult{
		Package:    result.Package,
		Name:       result.Name,
		Passed:     result.Pass(),
		Skipped:    result.Skip,
		DurationNs: result.Duration.Nanoseconds(),
		Output:     string(result.Output),
	}
	if result.Location != nil {
		described.File, described.Row = result.Location.File, result.Location.Row
	}
	if result.Error != nil {
		described.Error = &problems(result.Error)[0]
	}
	return described
}
