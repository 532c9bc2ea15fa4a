// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

const ciDirectory = examplesDirectory + "/ci"

// pipeline is a directory in which the commands of a pipeline run as its runner would run them: a copy of a journey beside the
// pipeline, and the secrets and variables of a project.
type pipeline struct {
	t *testing.T
	*journey
	root      string            // the checkout; the journey lies in a folder of it
	variables map[string]string // what the scheduler's own store holds
}

// nightlyPipeline has a database that is backed up, drillPipeline a snapshot that is restored.
func nightlyPipeline(t *testing.T) (*pipeline, *acctest.Cluster) {
	t.Helper()
	c := acctest.NewCluster(t)
	shop := acctest.SeedShop(t, c)
	variables := storageVariables(c, c.Name("dr_main"))
	variables["databases"] = fmt.Sprintf("[%q]", shop.Database)
	return newPipeline(t, "nightly", c, variables), c
}

func drillPipeline(t *testing.T) (*pipeline, *acctest.Cluster) {
	t.Helper()
	c := acctest.NewCluster(t)
	shop := acctest.SeedShop(t, c)
	c.NeedQueries(t, shop.Database, shop.Orders)
	c.CreateRepository(t, c.Name("dr_main"), c.Location("prod"))
	c.TakeSnapshot(t, c.Name("dr_main"), shop.Database, c.Name("before"))
	variables := map[string]string{"repository": c.Name("dr_main"), "database": shop.Database}
	return newPipeline(t, "drill", c, variables), c
}

func newPipeline(t *testing.T, name string, c *acctest.Cluster, variables map[string]string) *pipeline {
	t.Helper()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("runs the commands of a pipeline, which need %s", tool)
		}
	}
	if !strings.HasPrefix(filepath.Base(program()), "terraform") {
		t.Skip("the pipelines call terraform")
	}
	j := newJourney(t, name, c, variables)
	// The pipelines call terraform by its name.
	tools := t.TempDir()
	path, err := exec.LookPath(program())
	if err != nil {
		t.Fatal(err)
	}
	if path, err = filepath.Abs(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, filepath.Join(tools, "terraform")); err != nil {
		t.Fatal(err)
	}
	j.Environment = append(j.Environment, "PATH="+tools+string(os.PathListSeparator)+os.Getenv("PATH"), "RETRY_AFTER=0")
	return &pipeline{t: t, journey: j, root: filepath.Dir(j.Directory), variables: map[string]string{
		"vars.DORIS_ENDPOINTS": strings.Join(c.Endpoints, ","), "vars.DORIS_USERNAME": c.Username, "secrets.DORIS_PASSWORD": c.Password,
		"secrets.S3_ACCESS_KEY": c.Storage.AccessKey, "secrets.S3_SECRET_KEY": c.Storage.SecretKey, "github.run_id": "4711",
	}}
}

// shell runs a script in a directory and returns its exit code and what it said.
func (p *pipeline) shell(directory, script string, environment ...string) (int, string) {
	p.t.Helper()
	command := exec.CommandContext(p.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	command.Dir, command.Env = directory, append(slices.Clone(p.Environment), environment...)
	output, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		p.t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(output)
}

// workflow is the part of a GitHub workflow that a runner acts on.
type workflow struct {
	Concurrency struct {
		Group  string `yaml:"group"`
		Cancel *bool  `yaml:"cancel-in-progress"`
	} `yaml:"concurrency"`
	Jobs map[string]struct {
		Timeout  int `yaml:"timeout-minutes"`
		Defaults struct {
			Run struct {
				Directory string `yaml:"working-directory"`
			} `yaml:"run"`
		} `yaml:"defaults"`
		Env   map[string]string `yaml:"env"`
		Steps []struct {
			Name string `yaml:"name"`
			Uses string `yaml:"uses"`
			If   string `yaml:"if"`
			Run  string `yaml:"run"`
		} `yaml:"steps"`
	} `yaml:"jobs"`
}

func parse(t *testing.T, file string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(ciDirectory, file))), into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

var expression = regexp.MustCompile(`\$\{\{ *([a-zA-Z0-9_.]+) *\}\}`)

// github runs the steps of a workflow's only job as a runner does: after a failed one only those that run always. It returns
// the name of the step that failed, the summary page, and the whole log.
func (p *pipeline) github(file string) (failed, summary, log string) {
	p.t.Helper()
	var w workflow
	parse(p.t, file, &w)
	if w.Concurrency.Group == "" || w.Concurrency.Cancel == nil || *w.Concurrency.Cancel {
		p.t.Errorf("%s: two runs at a time, or a run that is cancelled by the next", file)
	}
	page := filepath.Join(p.t.TempDir(), "summary.md")
	for _, job := range w.Jobs {
		if job.Timeout < 6*60 {
			p.t.Errorf("%s: the runner gives up after %d minutes, before the configuration does", file, job.Timeout)
		}
		environment := []string{"GITHUB_STEP_SUMMARY=" + page}
		for name, value := range job.Env {
			environment = append(environment, name+"="+p.substitute(value))
		}
		for _, step := range job.Steps {
			if step.Run == "" || failed != "" && step.If != "always()" {
				continue
			}
			code, said := p.shell(filepath.Join(p.root, job.Defaults.Run.Directory), p.substitute(step.Run), environment...)
			log += said
			if code != 0 && failed == "" {
				failed = step.Name
			}
		}
	}
	content, _ := os.ReadFile(page)
	return failed, string(content), log
}

func (p *pipeline) substitute(text string) string {
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := expression.FindStringSubmatch(found)[1]
		value, known := p.variables[name]
		if !known {
			p.t.Errorf("%s is nothing that the README tells to set", name)
		}
		return value
	})
}

func TestAccPipelineGitHubNightly(t *testing.T) {
	t.Parallel()
	p, c := nightlyPipeline(t)
	failed, summary, log := p.github("github/nightly.yml")
	if failed != "" {
		t.Fatalf("step %q failed:\n%s", failed, log)
	}
	if !strings.Contains(summary, "| "+c.Name("shop")+" | nightly_"+c.Name("shop")+"_") {
		t.Errorf("the summary does not show the snapshot:\n%s", summary)
	}
	// The first apply fails once, as when a frontend is away for a moment: the second one makes it good.
	path := filepath.Join(t.TempDir(), "terraform")
	flaky := fmt.Sprintf("#!/bin/sh\nif [ \"$1\" = apply ] && [ ! -e %q ]; then touch %q; exit 1; fi\nexec %s \"$@\"\n", path+".failed", path+".failed", program())
	if err := os.WriteFile(path, []byte(flaky), 0o700); err != nil {
		t.Fatal(err)
	}
	p.Environment = append(p.Environment, "PATH="+filepath.Dir(path)+string(os.PathListSeparator)+os.Getenv("PATH"))
	if failed, _, log := p.github("github/nightly.yml"); failed != "" || !strings.Contains(log, "::warning::The first apply failed") {
		t.Errorf("step %q failed after a first apply that failed:\n%s", failed, log)
	}
	// And when it cannot be done, the run fails, and the summary is still written.
	c.Exec("DROP DATABASE `" + c.Name("shop") + "` FORCE")
	p.Environment = append(p.Environment, "TF_VAR_due_after=1s")
	time.Sleep(time.Second) // the snapshot must be older than that
	failed, summary, _ = p.github("github/nightly.yml")
	if failed != "Back up" || !strings.Contains(summary, "| Database |") {
		t.Errorf("step %q failed, want Back up; the summary is\n%s", failed, summary)
	}
}

func TestAccPipelineGitHubDrill(t *testing.T) {
	t.Parallel()
	p, c := drillPipeline(t)
	failed, summary, log := p.github("github/drill.yml")
	if failed != "" {
		t.Fatalf("step %q failed:\n%s", failed, log)
	}
	for _, want := range []string{"### Drill 4711", "| rpo_seconds | ", "| row_counts | {"} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %q:\n%s", want, summary)
		}
	}
	p.Environment = append(p.Environment, "TF_VAR_max_rpo_seconds=-1")
	if failed, _, log := p.github("github/drill.yml"); failed != "Limits that are only checks" {
		t.Errorf("step %q failed, want that of the limits:\n%s", failed, log)
	}
	for _, row := range c.Query("SHOW DATABASES") {
		if strings.HasPrefix(row[0], "drill_") {
			t.Errorf("database %s is left", row[0])
		}
	}
}

// gitlabJob is a job of .gitlab-ci.yml.
type gitlabJob struct {
	ResourceGroup string            `yaml:"resource_group"`
	Variables     map[string]string `yaml:"variables"`
	Before        []string          `yaml:"before_script"`
	Script        []string          `yaml:"script"`
	After         []string          `yaml:"after_script"`
	Artifacts     struct {
		When  string   `yaml:"when"`
		Paths []string `yaml:"paths"`
	} `yaml:"artifacts"`
}

// gitlab runs a job as a runner does: before_script and script in one shell, after_script in another one.
func (p *pipeline) gitlab(name string) (code int, log string) {
	p.t.Helper()
	jobs := map[string]yaml.Node{}
	parse(p.t, "gitlab/.gitlab-ci.yml", &jobs)
	var job gitlabJob
	node := jobs[name]
	if err := node.Decode(&job); err != nil {
		p.t.Fatal(err)
	}
	if job.ResourceGroup == "" || len(job.Script) == 0 {
		p.t.Fatalf("job %s has no script, or may run twice at a time", name)
	}
	environment := []string{"CI_PIPELINE_ID=4711"}
	for variable, value := range job.Variables {
		environment = append(environment, variable+"="+os.Expand(value, func(name string) string {
			return map[string]string{"CI_PIPELINE_ID": "4711"}[name]
		}))
	}
	code, log = p.shell(p.root, strings.Join(append(job.Before, job.Script...), "\n"), environment...)
	if len(job.After) > 0 {
		_, said := p.shell(p.root, strings.Join(job.After, "\n"), environment...)
		log += said
	}
	for _, file := range job.Artifacts.Paths {
		if content, err := os.ReadFile(filepath.Join(p.root, file)); err != nil || len(content) < 10 || job.Artifacts.When != "always" {
			p.t.Errorf("%s is not kept: %v", file, err)
		}
	}
	return code, log
}

func TestAccPipelineGitLab(t *testing.T) {
	t.Parallel()
	nightly, c := nightlyPipeline(t)
	if code, log := nightly.gitlab("nightly"); code != 0 {
		t.Errorf("nightly ends with %d:\n%s", code, log)
	}
	c.Exec("DROP DATABASE `" + c.Name("shop") + "` FORCE")
	nightly.Environment = append(nightly.Environment, "TF_VAR_due_after=1s")
	time.Sleep(time.Second)
	if code, _ := nightly.gitlab("nightly"); code != 1 {
		t.Errorf("nightly ends with %d where nothing can be backed up, want 1", code)
	}
	drill, _ := drillPipeline(t)
	if code, log := drill.gitlab("drill"); code != 0 {
		t.Errorf("drill ends with %d:\n%s", code, log)
	}
	drill.Environment = append(drill.Environment, "TF_VAR_max_rto_seconds=-1")
	if code, log := drill.gitlab("drill"); code != 1 || !strings.Contains(log, "Destroy complete!") {
		t.Errorf("drill ends with %d where it is too slow, want 1 and a destroy:\n%s", code, log)
	}
}

// cronJob is the part of a Kubernetes CronJob that says what runs.
type cronJob struct {
	Kind string `yaml:"kind"`
	Spec struct {
		Concurrency string `yaml:"concurrencyPolicy"`
		Template    struct {
			Spec struct {
				Deadline int `yaml:"activeDeadlineSeconds"`
				Template struct {
					Spec struct {
						Containers []struct {
							Command []string `yaml:"command"`
							Args    []string `yaml:"args"`
							Mounts  []struct {
								Name string `yaml:"name"`
								Path string `yaml:"mountPath"`
							} `yaml:"volumeMounts"`
						} `yaml:"containers"`
						Volumes []struct {
							Name string `yaml:"name"`
						} `yaml:"volumes"`
					} `yaml:"spec"`
				} `yaml:"template"`
			} `yaml:"spec"`
		} `yaml:"jobTemplate"`
	} `yaml:"spec"`
}

func TestAccPipelineKubernetes(t *testing.T) {
	t.Parallel()
	var job cronJob
	parse(t, "kubernetes/cronjob.yaml", &job)
	pod := job.Spec.Template.Spec.Template.Spec
	if job.Kind != "CronJob" || job.Spec.Concurrency != "Forbid" || job.Spec.Template.Spec.Deadline < 6*3600 || len(pod.Containers) != 1 {
		t.Fatalf("the CronJob is not as it should be: %+v", job)
	}
	container := pod.Containers[0]
	for _, mount := range container.Mounts {
		if !slices.ContainsFunc(pod.Volumes, func(v struct {
			Name string `yaml:"name"`
		}) bool {
			return v.Name == mount.Name
		}) {
			t.Errorf("there is no volume %s", mount.Name)
		}
	}
	if !slices.Equal(container.Command, []string{"/bin/sh", "-ec"}) {
		t.Fatalf("the test runs a shell, the pod %q", container.Command)
	}
	p, c := nightlyPipeline(t)
	work := t.TempDir()
	script := strings.ReplaceAll(container.Args[0], "/configuration/", p.Directory+"/")
	code, log := p.shell(work, script)
	if code != 0 || !strings.Contains(log, `"newest_taken_at"`) {
		t.Errorf("the pod ends with %d:\n%s", code, log)
	}
	c.Exec("DROP DATABASE `" + c.Name("shop") + "` FORCE")
	time.Sleep(time.Second)
	if code, _ := p.shell(work, script, "TF_VAR_due_after=1s"); code != 1 {
		t.Errorf("the pod ends with %d where nothing can be backed up, want 1", code)
	}
}

// The Dockerfile is built nowhere here. What can be said of it: it copies files that a release or its folder has, and its
// commands are a shell's.
func TestDockerfile(t *testing.T) {
	text := strings.ReplaceAll(read(t, ciDirectory+"/kubernetes/Dockerfile"), "\\\n", " ")
	for _, match := range regexp.MustCompile(`(?m)^COPY (.*) \S+$`).FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(match[1], "--from=") {
			continue
		}
		for _, file := range strings.Fields(match[1]) {
			_, err := os.Stat(filepath.Join(ciDirectory, "kubernetes", file))
			if err != nil && file != "key.asc" && !strings.HasPrefix(file, "terraform-provider-doris_${VERSION}_") {
				t.Errorf("COPY %s: it is neither in the folder nor of a release", file)
			}
		}
	}
	for _, match := range regexp.MustCompile(`(?m)^RUN (.*)$`).FindAllStringSubmatch(text, -1) {
		if output, err := exec.Command("sh", "-n", "-c", match[1]).CombinedOutput(); err != nil {
			t.Errorf("RUN %s: %v %s", match[1], err, output)
		}
	}
}

// unit reads a file of systemd: the values of each key, in order.
func unit(t *testing.T, name string) map[string][]string {
	t.Helper()
	values := map[string][]string{}
	for line := range strings.Lines(read(t, filepath.Join(ciDirectory, "systemd", name))) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found && !strings.HasPrefix(key, "#") {
			values[key] = append(values[key], value)
		}
	}
	return values
}

func TestAccPipelineSystemd(t *testing.T) {
	t.Parallel()
	if timer := unit(t, "doris-backup.timer"); len(timer["OnCalendar"]) != 1 || timer["Persistent"][0] != "true" {
		t.Errorf("the timer is not as it should be: %v", timer)
	}
	service := unit(t, "doris-backup.service")
	p, _ := nightlyPipeline(t)
	for _, key := range []string{"ExecStartPre", "ExecStart"} {
		for _, line := range service[key] {
			line = strings.TrimPrefix(line, "/usr/bin/")
			if code, log := p.shell(p.Directory, line, strings.Fields(service["Environment"][0])...); code != 0 {
				t.Errorf("%s ends with %d:\n%s", line, code, log)
			}
		}
	}
}

var sample = regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="[^"]*"\})? (-?[0-9.]+)$`)

// The metrics of a run are in Prometheus's format, and every alert asks for metrics that there are.
func TestAccPipelineMetrics(t *testing.T) {
	t.Parallel()
	made := map[string]float64{}
	collect := func(p *pipeline) {
		script, err := filepath.Abs(ciDirectory + "/prometheus/metrics.jq")
		if err != nil {
			t.Fatal(err)
		}
		code, said := p.shell(p.Directory, "terraform init -input=false >/dev/null && terraform apply -auto-approve -input=false >/dev/null; code=$?\n"+
			"terraform output -json | jq -r --argjson code $code -f "+script, "TF_VAR_run_id=1")
		if code != 0 {
			t.Fatalf("ends with %d:\n%s", code, said)
		}
		for line := range strings.Lines(said) {
			line = strings.TrimSpace(line)
			match := sample.FindStringSubmatch(line)
			if match == nil {
				if !strings.HasPrefix(line, "# HELP ") && !strings.HasPrefix(line, "# TYPE ") {
					t.Errorf("%q is no line of metrics", line)
				}
				continue
			}
			made[match[1]], _ = strconv.ParseFloat(match[3], 64)
		}
	}
	nightly, _ := nightlyPipeline(t)
	collect(nightly)
	drill, _ := drillPipeline(t)
	collect(drill)
	if code, there := made["doris_backup_last_run_exit_code"]; !there || code != 0 {
		t.Errorf("exit code: %v", made)
	}
	if age := time.Since(time.Unix(int64(made["doris_backup_newest_taken_timestamp_seconds"]), 0)); age < 0 || age > 10*time.Minute {
		t.Errorf("the newest snapshot is %s old", age)
	}
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				Annotations map[string]string `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	parse(t, "prometheus/alerts.yml", &rules)
	guide := read(t, "../../templates/guides/monitoring.md")
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			asked := regexp.MustCompile(`doris_[a-z_]+`).FindAllString(rule.Expr, -1)
			if len(asked) == 0 || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("alert %s asks for nothing, or says nothing", rule.Alert)
			}
			for _, metric := range asked {
				if _, there := made[metric]; !there {
					t.Errorf("alert %s asks for %s, which no run makes", rule.Alert, metric)
				}
			}
			if !strings.Contains(guide, "`"+rule.Alert+"`") {
				t.Errorf("the guide does not name alert %s", rule.Alert)
			}
		}
	}
	for metric := range made {
		if !strings.Contains(guide, "`"+metric+"`") {
			t.Errorf("the guide does not name %s", metric)
		}
	}
}
