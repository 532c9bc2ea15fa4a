// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"math"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
)

// showRepositories is SHOW REPOSITORIES (DORIS.md "Columns", "Values of columns"; recorded: repository_rows).
func (h *Handler) showRepositories(session Session) *result.Result {
	answer := result.Of("RepoId", "RepoName", "CreateTime", "IsReadOnly", "Location", "Broker", "Type", "ErrMsg")
	for _, r := range h.repos.list() {
		r.mu.Lock()
		broker := "-"
		if r.storage.kind == kindBroker {
			broker = r.storage.broker
		}
		var failure any
		// Pings are the master's; other frontends know nothing of them.
		if r.failure != "" && !h.faults.isFollower() {
			failure = r.failure
		}
		answer.Add(r.ID, r.Name, r.created.In(session.Zone).Format(dateTime), r.ReadOnly, r.Location, broker, r.storage.kind, failure)
		r.mu.Unlock()
	}
	return answer
}

// showCreateRepository is SHOW CREATE REPOSITORY (DORIS.md "Secrets in SHOW CREATE REPOSITORY").
func (h *Handler) showCreateRepository(name string) (*result.Result, *profile.Error) {
	r := h.repos.get(name)
	if r == nil {
		return nil, h.profile.Err(profile.Analysis, "repository not exist.")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	with := " " + r.storage.kind + " "
	switch r.storage.kind {
	case kindBroker:
		with = " BROKER " + r.storage.broker
	case kindAzure:
		return nil, h.profile.Err(profile.Analysis, "%s backend is not implemented", r.storage.kind)
	}
	readOnly := ""
	if r.ReadOnly {
		readOnly = "READ ONLY "
	}
	text := "CREATE " + readOnly + "REPOSITORY " + r.Name + " \nWITH " + with + " \nON LOCATION \"" + r.Location + "\"" +
		"\nPROPERTIES\n(" + h.printProperties(r.storage) + "\n)"
	return result.Of("RepoName", "CreateStmt").Add(r.Name, text), nil
}

// hiddenKeys never appear since late 2.0: what they say is kept under other names, or was given under the old ones.
var hiddenKeys = []string{
	"AWS_ENDPOINT", "AWS_REGION", "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_TOKEN", "AWS_ROOT_PATH",
	"AWS_BUCKET", "AWS_MAX_CONNECTIONS", "AWS_REQUEST_TIMEOUT_MS", "AWS_CONNECTION_TIMEOUT_MS", "AWS_ROLE_ARN", "AWS_EXTERNAL_ID",
}

// printProperties prints properties in the order of Java's map, with secrets masked as the line does it.
func (h *Handler) printProperties(s *storage) string {
	var keys []string
	for _, p := range s.properties {
		keys = append(keys, p.Key)
	}
	var parts []string
	for _, key := range h.propertyOrder(keys) {
		if h.profile.HidesAWSKeys && slices.Contains(hiddenKeys, key) {
			continue
		}
		value, _ := s.properties.Get(key)
		if h.masked(key) {
			value = "*XXX"
		}
		parts = append(parts, "\""+key+"\"  =  \""+value+"\"")
	}
	return strings.Join(parts, ",\n")
}

// propertyOrder sorts keys as the map that holds them does: the newer lines copy it into one of just enough room, the
// legacy lines keep the parser's (recorded: repository_lifecycle, repository_alter).
func (h *Handler) propertyOrder(keys []string) []string {
	capacity := 16
	if h.profile.GuessesStorage {
		capacity = 1
		for room := int(math.Floor(float64(len(keys))/0.75 + 1)); capacity < room; {
			capacity *= 2
		}
	}
	return profile.HashOrder(keys, capacity)
}

// masked says whether the value of a key is hidden.
func (h *Handler) masked(key string) bool {
	key = strings.ToLower(key)
	secret := strings.Contains(key, "secret") || strings.Contains(key, "password") || strings.Contains(key, "account_key")
	public := strings.HasSuffix(key, "access_key") || strings.HasSuffix(key, "session_token") || strings.HasSuffix(key, "token")
	switch h.profile.Mask {
	case profile.MaskSecretKey:
		return secret
	case profile.MaskKeys:
		return secret || public
	default: // MaskNothing
		return false
	}
}
