// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// defaultHistoryLimit is Doris's default of max_backup_restore_job_num_per_db (DORIS.md "Settings of frontends").
const defaultHistoryLimit = 10

// Cluster is what a client knows of its cluster, read once per client.
type Cluster struct {
	ID      string // ClusterId of SHOW FRONTENDS
	Version Version
	Cloud   bool // storage-compute decoupled
	// NoMaster says that the id could not be asked for, because there is no master just now (see the provider's plan).
	NoMaster bool
	// LowerCaseTableNames is lower_case_table_names; 1 lower-cases labels on 4.x (DORIS.md "Names").
	LowerCaseTableNames int
}

func showVariable(name string) statement { return newStatement("SHOW VARIABLES LIKE " + Literal(name)) }

func showFrontends() statement { return newStatement("SHOW FRONTENDS") }

func showBackends() statement { return newStatement("SHOW BACKENDS") }

func showFrontendConfig(name string) statement {
	return newStatement("ADMIN SHOW FRONTEND CONFIG LIKE " + Literal(name))
}

func selectUnixTimestamp() statement { return newStatement("SELECT UNIX_TIMESTAMP()") }

// Cluster reads the facts once and remembers them. ID may be "" with an error of KindAccessDenied where SHOW FRONTENDS
// needs ADMIN or OPERATOR (3.0); the other facts are there all the same.
func (c *Client) Cluster(ctx context.Context) (Cluster, error) {
	answer, err := cached(ctx, c.cache, clusterKey, lifeOfClient, func() (clusterAnswer, error) {
		cluster, err := c.readCluster(ctx)
		if err != nil && KindOf(err) != KindAccessDenied {
			return clusterAnswer{}, err
		}
		return clusterAnswer{cluster, err}, nil
	})
	if err != nil {
		return Cluster{}, err
	}
	return answer.cluster, answer.denied
}

// clusterAnswer is what can be known of a cluster with the rights of the user, which somebody may grant.
type clusterAnswer struct {
	cluster Cluster
	denied  error
}

func (a clusterAnswer) life() time.Duration {
	if a.denied != nil {
		return lifeOfLists
	}
	return lifeOfClient
}

// Facts are those of Cluster without the id. They need neither a master nor a right, because every frontend knows them by
// itself: SHOW FRONTENDS, which tells the id, is forwarded to the master.
func (c *Client) Facts(ctx context.Context) (Cluster, error) {
	return cached(ctx, c.cache, localFactsKey, lifeOfClient, func() (Cluster, error) { return c.readFacts(ctx) })
}

func (c *Client) readCluster(ctx context.Context) (Cluster, error) {
	cluster, err := c.Facts(ctx)
	if err != nil {
		return cluster, err
	}
	answer, err := c.query(ctx, showFrontends())
	if err != nil {
		return cluster, err
	}
	for _, r := range answer.rows {
		if cluster.ID = r.text("ClusterId"); cluster.ID != "" {
			break
		}
	}
	return cluster, nil
}

func (c *Client) readFacts(ctx context.Context) (Cluster, error) {
	comment, err := c.variable(ctx, "version_comment")
	if err != nil {
		return Cluster{}, err
	}
	lowerCase, err := c.variable(ctx, "lower_case_table_names")
	if err != nil {
		return Cluster{}, err
	}
	cluster := Cluster{Cloud: cloudMode(comment), LowerCaseTableNames: number(lowerCase)}
	cluster.Version, err = c.version(ctx, comment)
	return cluster, err
}

// version is what the user gave, what the build says, or where it is placed by what it answers.
func (c *Client) version(ctx context.Context, comment string) (Version, error) {
	if c.believed != nil {
		return *c.believed, nil
	}
	if version, ok := parseRelease(comment); ok {
		return version, nil
	}
	t := traits{comment: comment}
	if strings.HasPrefix(comment, "Doris version") {
		tick, err := c.frontendConfig(ctx, "backup_handler_update_interval_millis")
		if err == nil {
			var cloud string
			cloud, err = c.frontendConfig(ctx, "cloud_unique_id")
			t.readable, t.tickConfig, t.cloudConfig = true, tick != missing, cloud != missing
		}
		if err != nil && KindOf(err) != KindAccessDenied {
			return Version{}, err
		}
	}
	version := guess(t)
	c.log(ctx, "warn", "This Doris does not say its version; it is taken for "+version.String(), map[string]any{"version_comment": comment})
	return version, nil
}

// variable is the value of a variable, "" when there is none of that name.
func (c *Client) variable(ctx context.Context, name string) (string, error) {
	answer, err := c.query(ctx, showVariable(name))
	if err != nil {
		return "", err
	}
	for _, r := range answer.rows {
		if strings.EqualFold(r.text("Variable_name"), name) {
			return r.text("Value"), nil
		}
	}
	return "", nil
}

// missing is what frontendConfig returns for a name that this release does not have.
const missing = "\x00"

// frontendConfig is a setting of the frontend. It needs ADMIN (recorded: privileges).
func (c *Client) frontendConfig(ctx context.Context, name string) (string, error) {
	answer, err := c.query(ctx, showFrontendConfig(name))
	if err != nil {
		return missing, err
	}
	for _, r := range answer.rows {
		if r.text("Key") == name {
			return r.text("Value"), nil
		}
	}
	return missing, nil
}

// FrontendConfig is a setting of the frontend; known is false where this release has none of that name. Shared read. It
// needs ADMIN (recorded: privileges).
func (c *Client) FrontendConfig(ctx context.Context, name string) (value string, known bool, err error) {
	value, err = cached(ctx, c.cache, configKey(name), lifeOfLists, func() (string, error) { return c.frontendConfig(ctx, name) })
	if err != nil || value == missing {
		return "", false, err
	}
	return value, true, nil
}

// NowOrLocal is the server's clock, or that of this machine where Doris has no backend to compute it: 4.x hands even this to one.
func (c *Client) NowOrLocal(ctx context.Context) (time.Time, error) {
	now, err := c.Now(ctx)
	if KindOf(err) != KindNoBackend {
		return now, err
	}
	c.log(ctx, "info", "Doris has no backend that could say what time it is; ages go by the clock of this machine", nil)
	return time.Now().UTC().Truncate(time.Second), nil
}

// Now is the server's clock, to the second. KindNoBackend: on 4.x SELECT UNIX_TIMESTAMP() needs a registered backend.
func (c *Client) Now(ctx context.Context) (time.Time, error) {
	st := selectUnixTimestamp()
	answer, err := c.query(ctx, st)
	if err != nil {
		return time.Time{}, err
	}
	if len(answer.rows) > 0 {
		if seconds, err := strconv.ParseInt(answer.rows[0].first(), 10, 64); err == nil {
			return time.Unix(seconds, 0).UTC(), nil
		}
	}
	return time.Time{}, &Error{Message: "Doris did not say what time it is.", Statement: st.name}
}

// HistoryLimit is max_backup_restore_job_num_per_db, 10 when it cannot be read. Read once, except for 0: Doris takes
// submissions then and forgets them at once, so that nothing ever runs (DORIS.md "One job per database").
func (c *Client) HistoryLimit(ctx context.Context) int {
	answer, err := cached(ctx, c.cache, historyLimitKey, lifeOfClient, func() (historyLimit, error) {
		value, err := c.frontendConfig(ctx, "max_backup_restore_job_num_per_db")
		limit, atoiErr := strconv.Atoi(value)
		if atoiErr != nil {
			limit = defaultHistoryLimit
		}
		// Without the right to read it the answer will not change; without an answer it is asked again.
		return historyLimit{max(limit, 0), err != nil && KindOf(err) != KindAccessDenied}, nil
	})
	if err != nil {
		return defaultHistoryLimit // interrupted
	}
	return answer.jobs
}

type historyLimit struct {
	jobs    int
	unknown bool
}

func (h historyLimit) life() time.Duration {
	if h.unknown || h.jobs == 0 {
		return 0
	}
	return lifeOfClient
}

// Backend is one row of SHOW BACKENDS.
type Backend struct {
	Host  string
	Alive bool
	Tags  map[string]string
}

// Backends lists the backends. Shared read. It needs ADMIN or OPERATOR on 3.0 (recorded: privileges).
func (c *Client) Backends(ctx context.Context) ([]Backend, error) {
	list, err := cached(ctx, c.cache, backendsKey, lifeOfLists, func() ([]Backend, error) {
		answer, err := c.query(ctx, showBackends())
		if err != nil {
			return nil, err
		}
		return parseBackends(answer), nil
	})
	return slices.Clone(list), err
}

// parseBackends reads SHOW BACKENDS; Tag is JSON: {"location" : "default"} (recorded: identity).
func parseBackends(answer *result) []Backend {
	list := make([]Backend, 0, len(answer.rows))
	for _, r := range answer.rows {
		backend := Backend{Host: r.text("Host"), Alive: r.yes("Alive")}
		if err := json.Unmarshal([]byte(r.text("Tag")), &backend.Tags); err != nil {
			backend.Tags = nil
		}
		list = append(list, backend)
	}
	return list
}
