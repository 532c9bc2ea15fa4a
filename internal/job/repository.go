// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// openRepository returns the registered repository, or E-REPO.
func (o *operation) openRepository() (*doris.Repository, error) {
	repository, err := ask(o, func(ctx context.Context) (*doris.Repository, error) { return o.r.cluster.Repository(ctx, o.repository) })
	switch {
	case doris.KindOf(err) == doris.KindAccessDenied:
		return nil, o.failBecause(CodeRepository, err)
	case err != nil:
		return nil, o.coded(err)
	case repository == nil:
		return nil, o.failBecause(CodeRepository, &doris.Error{Kind: doris.KindRepositoryMissing})
	}
	return repository, nil
}

// repositoryError makes E-REPO of a missing right: SHOW SNAPSHOT needs ADMIN (recorded: privileges).
func (o *operation) repositoryError(err error) error {
	if doris.KindOf(err) == doris.KindAccessDenied {
		return o.failBecause(CodeRepository, err)
	}
	return err
}
