// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// keepOnLocal is a repository that BACKUP accepts without CREATE: the snapshot stays on the backends (DORIS.md "The reserved repository").
const keepOnLocal = "__keep_on_local__"

const dateTime = "2006-01-02 15:04:05"

// Repository is one registered repository. Name, ID, ReadOnly and Location never change.
type Repository struct {
	ID       int64
	Name     string
	ReadOnly bool
	Location string
	hadoop   bool // listed with Hadoop

	mu      sync.Mutex
	created time.Time
	storage *storage
	failure string // of the last ping, with its time
}

// files is the repository in its store.
func (r *Repository) files() *bucket.Repository {
	r.mu.Lock()
	defer r.mu.Unlock()
	store := r.storage.store
	if r.hadoop {
		store = hadoop{store}
	}
	return &bucket.Repository{Layout: bucket.Layout{Location: r.Location, Repository: r.Name}, Store: store}
}

// repositories are the repositories of the cluster.
type repositories struct {
	mu      sync.Mutex
	byName  map[string]*Repository
	order   []*Repository
	local   *Repository // keepOnLocal, never listed
	brokers map[string]bool
	pinged  time.Time
}

// AddBroker makes a broker of this name known to CREATE REPOSITORY ... WITH BROKER.
func (h *Handler) AddBroker(name string) {
	h.repos.mu.Lock()
	defer h.repos.mu.Unlock()
	h.repos.brokers[name] = true
}

// Brokers lists the names that AddBroker added, sorted.
func (h *Handler) Brokers() []string {
	h.repos.mu.Lock()
	defer h.repos.mu.Unlock()
	return slices.Sorted(maps.Keys(h.repos.brokers))
}

func (r *repositories) hasBroker(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.brokers[name]
}

func (r *repositories) get(name string) *Repository {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byName[name]
}

// has says whether this very repository is still registered.
func (r *repositories) has(repository *Repository) bool {
	return repository == r.local || r.get(repository.Name) == repository
}

func (r *repositories) list() []*Repository {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*Repository(nil), r.order...)
}

// add is false when there is one of that name already.
func (r *repositories) add(repository *Repository) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName[repository.Name] != nil {
		return false
	}
	r.byName[repository.Name] = repository
	r.order = append(r.order, repository)
	return true
}

func (r *repositories) remove(repository *Repository) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byName, repository.Name)
	for i, other := range r.order {
		if other == repository {
			r.order = append(r.order[:i:i], r.order[i+1:]...)
			break
		}
	}
}

func (r *repositories) close() {
	for _, repository := range r.list() {
		repository.mu.Lock()
		repository.storage.close()
		repository.mu.Unlock()
	}
}

// createRepository is CREATE REPOSITORY (DORIS.md "Storages", "CREATE REPOSITORY").
func (h *Handler) createRepository(ctx context.Context, session Session, s *sql.CreateRepository) *profile.Error {
	if err := h.checkRepositoryName(s.Name); err != nil {
		return err
	}
	if s.Location == "" {
		return h.profile.Err(profile.Analysis, "You must specify a location on the repository")
	}
	chosen, err := h.chooseStorage(s)
	if err != nil {
		return err
	}
	if h.repos.get(s.Name) != nil {
		return h.createFailed("repository with same name already exist: %s", s.Name)
	}
	repository := &Repository{
		ID: h.options.NextID(), Name: s.Name, ReadOnly: s.ReadOnly, Location: s.Location,
		created: h.now(), storage: chosen, hadoop: h.listedByHadoop(chosen),
	}
	if failed := h.initRepository(ctx, session, repository); failed != nil {
		chosen.close()
		return failed
	}
	if !h.repos.add(repository) {
		chosen.close()
		return h.createFailed("repository with same name already exist: %s", s.Name)
	}
	if chosen.kind == kindAzure && h.profile.AzureEndsFrontend {
		h.unreadable.Store(true)
	}
	failure := h.illegalPath(repository)
	if failure == "" && h.profile.PingsAfterCreate && h.faults.takePing() {
		failure = "the storage did not answer"
	}
	if failure == "" {
		return nil
	}
	repository.mu.Lock()
	repository.failure = h.pingFailed(failure)
	repository.mu.Unlock()
	return h.createFailed("failed to connect to the repo")
}

// illegalPath: from 3.1 on a location that is no URI in Java's eyes is registered and cannot be used (seen on 4.1).
func (h *Handler) illegalPath(r *Repository) string {
	if !h.profile.GuessesStorage || r.storage.kind != kindS3 && r.storage.kind != kindHDFS {
		return ""
	}
	if i := strings.IndexAny(r.Location, "|^<>"); i >= 0 {
		return fmt.Sprintf("Illegal character in path at index %d: %s", i, r.Location)
	}
	if i := strings.IndexByte(r.Location, '%'); i >= 0 && !regexp.MustCompile(`^%[0-9A-Fa-f]{2}`).MatchString(r.Location[i:]) {
		return fmt.Sprintf("Malformed escape pair at index %d: %s", i, r.Location)
	}
	return ""
}

// pingFailed is ErrMsg after a failed ping.
func (h *Handler) pingFailed(failure string) string {
	return fmt.Sprintf("%s: %s", h.now().In(h.options.GlobalZone()).Format(dateTime), failure)
}

func (h *Handler) createFailed(format string, args ...any) *profile.Error {
	return h.profile.Err(profile.Common, "Failed to create repository: "+format, args...)
}

func (h *Handler) checkRepositoryName(name string) *profile.Error {
	if regexp.MustCompile(h.profile.RepositoryName).MatchString(name) {
		return nil
	}
	return h.profile.Err(profile.WrongName, "Incorrect repository name '%s', required format is '%s'", name, h.profile.RepositoryName)
}

// checkAlteredName: ALTER REPOSITORY takes names of at most 64 characters also where CREATE takes longer ones
// (DORIS.md "Names"; AlterRepositoryCommand.java, FeNameFormat.checkCommonName).
func (h *Handler) checkAlteredName(name string) *profile.Error {
	short := strings.Replace(h.profile.RepositoryName, "{0,255}", "{0,63}", 1)
	if regexp.MustCompile(short).MatchString(name) {
		return nil
	}
	return h.profile.Err(profile.WrongName, "Incorrect repository name '%s', required format is '%s'", name, short)
}

// initRepository writes __repo_info, or adopts the one that is there.
func (h *Handler) initRepository(ctx context.Context, session Session, r *Repository) *profile.Error {
	if failure := r.storage.refuse(ctx); failure != "" {
		return h.createFailed("%s", failure)
	}
	files := r.files()
	path := files.RepoInfo()
	info, found, err := files.RepoInfoFile(ctx)
	if err != nil && !h.legacyUnknownKey(err) {
		return h.createFailed("%s", h.statementFailure(ctx, err, path))
	}
	if drop, _ := r.storage.properties.Get("delete_if_exists"); drop == "true" && h.profile.DeleteIfExists {
		found = false // it is written anew (DORIS.md "Storages")
	}
	if !found {
		info = bucket.RepoInfo{CreateTime: r.created.In(session.Zone).Format(dateTime), Name: r.Name}
		content, err := info.Encode()
		if err == nil {
			err = files.Store.Put(ctx, path, content)
		}
		if err != nil {
			return h.createFailed("%s", h.putFailure(err))
		}
		return nil
	}
	if info.Name != r.Name {
		if h.profile.ChecksStoredName {
			return h.createFailed("Invalid repository __repo_info, expected repo '%s', but get name '%s' from %s", r.Name, info.Name, path)
		}
		r.Name = info.Name
	}
	if created, err := time.ParseInLocation(dateTime, info.CreateTime, h.options.GlobalZone()); err == nil {
		r.created = created
	}
	return nil
}

// alterRepository is ALTER REPOSITORY (DORIS.md "ALTER REPOSITORY"; recorded: repository_alter).
func (h *Handler) alterRepository(ctx context.Context, s *sql.AlterRepository) *profile.Error {
	if h.profile.Alter == profile.AlterNone {
		return h.profile.Err(profile.Analysis, "Syntax error in line 1:\nALTER REPOSITORY\n      ^\nEncountered: REPOSITORY\n")
	}
	if err := h.checkAlteredName(s.Name); err != nil {
		return err
	}
	if len(s.Properties) == 0 {
		return h.profile.Err(profile.Analysis, "Properties is empty")
	}
	if h.profile.Alter == profile.AlterCredentials {
		if err := h.checkCredentialsOnly(s.Properties); err != nil {
			return err
		}
	}
	unlock, locked := h.lockSubmission(ctx)
	if locked != nil {
		return locked
	}
	defer unlock()
	repository := h.repos.get(s.Name)
	if repository == nil {
		return h.profile.Err(profile.Common, "Repository does not exist")
	}
	repository.mu.Lock()
	old := repository.storage
	repository.mu.Unlock()
	if old.kind == kindAzure && h.profile.AzureEndsFrontend {
		return h.profile.Err(profile.Common, "Only support alter s3 repository")
	}
	if old.kind != kindS3 && old.kind != kindAzure { // both, on every line that has ALTER (DORIS.md "ALTER REPOSITORY")
		if h.profile.Alter == profile.AlterCredentials {
			return h.profile.Err(profile.Common, "Only support alter s3 or azure repository")
		}
		return h.profile.Err(profile.Common, "Failed to alter repository: Only support alter s3 repository")
	}
	changed, err := h.alteredStorage(old, s.Properties, repository.Location)
	if err != nil {
		return err
	}
	if failure := h.ping(ctx, changed, repository); failure != "" {
		changed.close()
		if h.profile.Alter == profile.AlterCredentials {
			return h.profile.Err(profile.Common, "Repo can not ping with new s3 properties")
		}
		return h.profile.Err(profile.Common, "Repository ping failed with new properties")
	}
	repository.mu.Lock()
	repository.storage, repository.created, repository.failure = changed, h.now(), ""
	repository.mu.Unlock()
	old.close()
	return nil
}

// checkCredentialsOnly refuses keys other than credentials, as the legacy lines do.
func (h *Handler) checkCredentialsOnly(properties sql.Properties) *profile.Error {
	var others []string
	for _, p := range properties {
		if !isCredential(p.Key) {
			others = append(others, p.Key)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return h.profile.Err(profile.Analysis, "alter repository only support ak/sk/token info of s3. unsupported properties: [%s]",
		strings.Join(profile.HashOrder(others, 16), ", "))
}

// dropRepository is DROP REPOSITORY; the bucket is left alone (DORIS.md "DROP REPOSITORY").
func (h *Handler) dropRepository(ctx context.Context, s *sql.DropRepository) *profile.Error {
	unlock, locked := h.lockSubmission(ctx)
	if locked != nil {
		return locked
	}
	defer unlock()
	repository := h.repos.get(s.Name)
	if repository == nil {
		return h.profile.Err(profile.Common, "Repository does not exist")
	}
	for _, j := range h.history.current() {
		head := j.head()
		head.Lock()
		busy := !head.isDone() && head.repository == repository
		head.Unlock()
		if busy {
			return h.profile.Err(profile.Common, "Backup or restore job is running on this repository. Can not drop it")
		}
	}
	h.repos.remove(repository)
	repository.mu.Lock()
	repository.storage.close()
	repository.mu.Unlock()
	return nil
}

// ping asks whether __repo_info is there; the answer is the failure, or empty. That of an Azure repository asks nobody: a wrong
// key or account passes.
func (h *Handler) ping(ctx context.Context, s *storage, r *Repository) string {
	if s.kind == kindAzure {
		return ""
	}
	files := bucket.Repository{Layout: bucket.Layout{Location: r.Location, Repository: r.Name}, Store: s.store}
	_, found, err := files.RepoInfoFile(ctx)
	switch {
	case err != nil:
		return h.failureText(err, files.RepoInfo())
	case !found:
		return "remote path does not exist: " + files.RepoInfo()
	}
	return ""
}

// PingRepositories asks each repository whether it is there, as the master does every ten minutes; ErrMsg tells.
func (h *Handler) PingRepositories() {
	for _, r := range h.repos.list() {
		r.mu.Lock()
		s := r.storage
		r.mu.Unlock()
		failure := h.ping(h.ctx, s, r)
		if failure != "" {
			failure = h.pingFailed(failure)
		}
		r.mu.Lock()
		r.failure = failure
		r.mu.Unlock()
	}
}

// pingDue says whether it is time for the next ping, and counts from now if so.
func (r *repositories) pingDue(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pinged.IsZero() {
		r.pinged = now
	}
	if now.Sub(r.pinged) < pingPeriod {
		return false
	}
	r.pinged = now
	return true
}

// forgetErrors empties ErrMsg, which lives in the memory of one frontend.
func (r *repositories) forgetErrors() {
	for _, repository := range r.list() {
		repository.mu.Lock()
		repository.failure = ""
		repository.mu.Unlock()
	}
}
