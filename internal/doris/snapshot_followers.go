// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// A frontend downloads the info file of a snapshot to temp_dir/backup before it shows what is inside. Only the master makes
// that folder, so that a follower of a young cluster has none (seen on 4.1; after the first backup it was there).
var missingFolder = regexp.MustCompile(`NoSuchFileException: \S*/(temp_dir|backup)/\S*info_`)

// MissingFolder reports whether a snapshot could not be looked into only because the frontend that was asked lacks its folder
// for downloads. The storage is in order then.
func MissingFolder(err error) bool {
	answer, ok := errors.AsType[*Error](err)
	return ok && missingFolder.MatchString(answer.Message)
}

// detailsElsewhere asks each frontend, the master first, until one has the folder. The error is the first one's, at all that
// lack it.
func (c *Client) detailsElsewhere(ctx context.Context, repository, name, timestamp string, failure *Error) (*SnapshotDetails, error) {
	st := showSnapshotDetails(repository, name, timestamp)
	var lacking []string
	for _, e := range c.frontends.order() {
		conn, err := c.frontends.open(ctx, e)
		if err != nil {
			continue
		}
		var answer *result
		err = c.within(ctx, conn, st.effort, func(ctx context.Context) (err error) {
			answer, err = conn.query(ctx, st.text)
			return err
		})
		if err != nil {
			c.giveBack(ctx, conn, c.failure(ctx, st, e, err, false))
			continue
		}
		conn.release()
		details, err := c.detailsOf(ctx, answer, st, repository, name, timestamp, true)
		if err == nil || !MissingFolder(err) {
			return details, err
		}
		lacking = append(lacking, e.address)
	}
	failure.Kind, failure.Endpoint = KindRepositoryUnreadable, strings.Join(lacking, ", ")
	return nil, failure
}
