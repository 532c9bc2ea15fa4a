// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"slices"
	"strings"
	"time"
)

// RepositorySpec is what CREATE REPOSITORY needs.
type RepositorySpec struct {
	Name       string
	Location   string
	ReadOnly   bool
	Storage    string            // keyword after WITH: "S3", "HDFS", "BROKER"
	Broker     string            // name of the broker, only with BROKER
	Properties map[string]string // all properties, secrets included; sent in sorted order
}

// Repository is one row of SHOW REPOSITORIES.
type Repository struct {
	Name     string
	Type     string // S3, HDFS, AZURE, BROKER
	Location string // as typed at CREATE
	ReadOnly bool
	Created  time.Time
	ErrMsg   string // last failed ping of the master, "" when there is none
}

func createRepository(spec RepositorySpec) (statement, error) {
	where, err := location(spec.Location)
	if err != nil {
		return statement{}, err
	}
	text := "CREATE "
	if spec.ReadOnly {
		text += "READ ONLY "
	}
	text += "REPOSITORY " + Identifier(spec.Name) + " WITH " + spec.Storage
	if spec.Broker != "" {
		text += " " + Identifier(spec.Broker)
	}
	text += " ON LOCATION " + where + properties(spec.Properties)
	return statement{text: text, name: "CREATE REPOSITORY " + spec.Name}, nil
}

func alterRepository(name string, values map[string]string) statement {
	return statement{text: "ALTER REPOSITORY " + Identifier(name) + properties(values), name: "ALTER REPOSITORY " + name}
}

func dropRepository(name string) statement {
	return newStatement("DROP REPOSITORY " + Identifier(name))
}

func showRepositories() statement { return newStatement("SHOW REPOSITORIES") }

func showCreateRepository(name string) statement {
	return newStatement("SHOW CREATE REPOSITORY FOR " + Identifier(name))
}

// CreateRepository registers a repository; Doris looks at the storage meanwhile, which may take minutes (DORIS.md "CREATE REPOSITORY").
// KindRepositoryExists = the name is taken in this cluster. KindRepositoryPing = an error, but registered. Secret
// properties are scrubbed from all errors and log lines from now on.
func (c *Client) CreateRepository(ctx context.Context, spec RepositorySpec) error {
	c.secrets.add(secretProperties(spec.Properties)...)
	st, err := createRepository(spec)
	if err != nil {
		return err
	}
	defer c.forgetRepository(spec.Name)
	return c.exec(ctx, st)
}

// AlterRepository changes properties in place (DORIS.md "ALTER REPOSITORY"; since 2.1). KindRepositoryPing = the storage refuses the
// new ones and the repository is as it was (recorded: repository_alter).
func (c *Client) AlterRepository(ctx context.Context, name string, properties map[string]string) error {
	c.secrets.add(secretProperties(properties)...)
	defer c.forgetRepository(name)
	return c.exec(ctx, alterRepository(name, properties))
}

// DropRepository unregisters a repository; remote data stays. KindRepositoryBusy = an unfinished job uses it.
func (c *Client) DropRepository(ctx context.Context, name string) error {
	defer c.forgetRepository(name)
	return c.exec(ctx, dropRepository(name))
}

// Repositories lists all repositories. The answer is shared (see cache.go).
func (c *Client) Repositories(ctx context.Context) ([]Repository, error) {
	list, err := cached(ctx, c.cache, repositoriesKey, lifeOfLists, func() ([]Repository, error) {
		answer, err := c.query(ctx, showRepositories())
		if err != nil {
			return nil, err
		}
		return parseRepositories(answer, c.secrets.scrub), nil
	})
	return slices.Clone(list), err
}

// parseRepositories reads SHOW REPOSITORIES. ErrMsg comes from the storage's client, so it is scrubbed like an error.
func parseRepositories(answer *result, scrub func(string) string) []Repository {
	list := make([]Repository, 0, len(answer.rows))
	for _, r := range answer.rows {
		list = append(list, Repository{
			Name: r.text("RepoName"), Type: r.text("Type"), Location: r.text("Location"),
			ReadOnly: r.yes("IsReadOnly"), Created: r.time("CreateTime"), ErrMsg: scrub(r.text("ErrMsg")),
		})
	}
	return list
}

// Repository returns one repository by exact name, nil when it is not registered. Shared read.
func (c *Client) Repository(ctx context.Context, name string) (*Repository, error) {
	list, err := c.Repositories(ctx)
	if err != nil {
		return nil, err
	}
	for _, repository := range list {
		if repository.Name == name {
			return &repository, nil
		}
	}
	return nil, nil
}

// parseRepositoryProperties reads `"key"  =  "value"` lines after PROPERTIES. Values are printed without escaping, so
// the end of a value is the end of its line (recorded: repository_lifecycle; DORIS.md "Secrets in SHOW CREATE REPOSITORY"). masked are the keys whose
// values Doris hides; keys that Doris adds for itself are left out.
func parseRepositoryProperties(text string) (values map[string]string, masked []string) {
	_, list, found := strings.Cut(text, "\nPROPERTIES\n(")
	values = make(map[string]string)
	if !found {
		return values, nil
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(list), ")"), "\n") {
		line = strings.TrimSuffix(strings.TrimSpace(line), ",")
		key, value, ok := strings.Cut(line, `"  =  "`)
		if !ok {
			continue
		}
		key, value = strings.TrimPrefix(key, `"`), strings.TrimSuffix(value, `"`)
		switch {
		case value == "*XXX" || value == "xxxxxx":
			masked = append(masked, key)
		case !strings.HasPrefix(key, "_DORIS_"):
			values[key] = value
		}
	}
	return values, masked
}
