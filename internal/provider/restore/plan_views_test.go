// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestRestoredViews shows what a plan and a run say of views whose names a line rewrites in its own way; the golden files
// hold the texts.
func TestRestoredViews(t *testing.T) {
	t.Parallel()
	for line, readsBack := range map[string]string{"3.0": "~`stage_archive`", "4.0": "!`crm`", "4.1": "~`crm`"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s := providertest.NewStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: line})
			richShop(s)
			s.Exec(customersTable("shop", "shop_archive", oneReplica))
			s.Exec("CREATE VIEW `shop`.`v_old` AS SELECT a.`id` FROM `shop`.`shop_archive` a JOIN `crm`.`people` p ON a.`id` = p.`id`")
			s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
			views := providertest.With(providertest.StageRestore, providertest.Obj{"exclude_tables": []string{"clicks", "v_people"}})
			x := s.Thing("doris_restore")
			_, result := x.Plan(views)
			compare.Golden(t, "views_plan_"+line, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
			x.Again()
			compare.Golden(t, "views_after_"+line, providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), views))))
			answers(s, t, "stage", map[string]string{"SHOW CREATE VIEW `{db}`.`v_old`": readsBack})
		})
	}
}
