// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package retention

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// world is one random series.
type world struct {
	rules Rules
	now   time.Time
	list  []Snapshot
}

// worlds calls check with random worlds; the seeds are fixed, so that a failure can be repeated.
func worlds(t *testing.T, check func(t *testing.T, w world, random *rand.Rand)) {
	t.Helper()
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 2026))
		w := world{now: time.Date(2026, 3, 1, random.IntN(24), 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(400*24)) * time.Hour)}
		few := func() int { return max(random.IntN(9)-3, 0) }
		w.rules = Rules{KeepLast: few(), KeepDaily: few(), KeepWeekly: few(), KeepMonthly: few(), KeepAtLeast: few()}
		if random.IntN(2) == 0 {
			w.rules.MaxAge = time.Duration(1+random.IntN(3000)) * time.Hour
		}
		for i := range random.IntN(60) {
			s := Snapshot{Name: fmt.Sprintf("s%02d", i), TakenAt: w.now.Add(-time.Duration(random.IntN(200*24)) * time.Hour)}
			if random.IntN(4) == 0 {
				s.State = State(random.IntN(5))
			}
			w.list = append(w.list, s)
		}
		check(t, w, random)
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, w.rules)
		}
	}
}

func good(list []Snapshot, but []string) (names map[string]time.Time) {
	names = map[string]time.Time{}
	for _, s := range list {
		if s.State == Good && !slices.Contains(but, s.Name) {
			names[s.Name] = s.TakenAt
		}
	}
	return names
}

func TestNeverTheNewestGoodAndNeverBelowKeepAtLeast(t *testing.T) {
	worlds(t, func(t *testing.T, w world, _ *rand.Rand) {
		expired := Expired(w.rules, w.now, w.list)
		all, left := good(w.list, nil), good(w.list, expired)
		if want := min(len(all), max(w.rules.KeepAtLeast, 1)); len(left) < want {
			t.Errorf("%d good ones stay, %d must", len(left), want)
		}
		newest := func(of map[string]time.Time) (at time.Time) {
			for _, taken := range of {
				if taken.After(at) {
					at = taken
				}
			}
			return at
		}
		if !newest(all).Equal(newest(left)) {
			t.Error("the newest good one goes")
		}
	})
}

func TestOnlyWhatIsThereAndMayBeTouched(t *testing.T) {
	worlds(t, func(t *testing.T, w world, _ *rand.Rand) {
		for _, name := range Expired(w.rules, w.now, w.list) {
			i := slices.IndexFunc(w.list, func(s Snapshot) bool { return s.Name == name })
			switch {
			case i < 0:
				t.Errorf("%s goes, which is not there", name)
			case w.list[i].State == Untouchable:
				t.Errorf("%s goes, which nobody may touch", name)
			case w.list[i].State == Leftovers && w.now.Sub(w.list[i].TakenAt) <= FailedAfter:
				t.Errorf("%s goes, which may still be written", name)
			}
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	worlds(t, func(t *testing.T, w world, random *rand.Rand) {
		want := Expired(w.rules, w.now, w.list)
		shuffled := slices.Clone(w.list)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := Expired(w.rules, w.now, shuffled); !slices.Equal(got, want) {
			t.Errorf("%v, and in another order %v", want, got)
		}
		if !slices.IsSorted(want) {
			t.Errorf("not sorted: %v", want)
		}
	})
}

// A larger number never deletes more, in any rule.
func TestMonotone(t *testing.T) {
	larger := map[string]func(*Rules) bool{
		"keep_last":     func(r *Rules) bool { r.KeepLast++; return r.KeepLast > 1 },
		"keep_daily":    func(r *Rules) bool { r.KeepDaily++; return r.KeepDaily > 1 },
		"keep_weekly":   func(r *Rules) bool { r.KeepWeekly++; return r.KeepWeekly > 1 },
		"keep_monthly":  func(r *Rules) bool { r.KeepMonthly++; return r.KeepMonthly > 1 },
		"keep_at_least": func(r *Rules) bool { r.KeepAtLeast++; return true },
		"max_age":       func(r *Rules) bool { r.MaxAge += 37 * time.Hour; return r.MaxAge > 37*time.Hour },
	}
	worlds(t, func(t *testing.T, w world, _ *rand.Rand) {
		before := Expired(w.rules, w.now, w.list)
		for _, name := range slices.Sorted(maps.Keys(larger)) {
			rules := w.rules
			if !larger[name](&rules) && !w.rules.keeps() {
				continue // the first rule of its kind: nothing was asked to go before
			}
			for _, expired := range Expired(rules, w.now, w.list) {
				if !slices.Contains(before, expired) && !(name == "max_age" && w.rules.MaxAge == 0) {
					t.Errorf("with a larger %s %s goes", name, expired)
				}
			}
		}
	})
}

// What stays is enough: a second look in the same moment finds nothing more to delete.
func TestOnce(t *testing.T) {
	worlds(t, func(t *testing.T, w world, _ *rand.Rand) {
		expired := Expired(w.rules, w.now, w.list)
		left := slices.DeleteFunc(slices.Clone(w.list), func(s Snapshot) bool { return slices.Contains(expired, s.Name) })
		if again := Expired(w.rules, w.now, left); len(again) > 0 {
			t.Errorf("a second look deletes %v", again)
		}
	})
}
