// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/test_authority.hpp"

namespace guichet::sandbox {

// Certificates that are made to cost their reader time: ways to spoil a plan, for BrokenVariant.

/// A key on a "curve" whose field is none (CVE-2022-0778): careless readers look for a root for
/// ever. Nobody has the private half; the key that is issued with it is another.
void put_on_no_curve(IssuePlan& plan);

/// An issuer that permits 1,500 names, and 1,200 names that each has to be compared with them.
void put_constraints_above(IssuePlan& plan);

/// Four issuers that each map 12 policies to all of them (CVE-2023-0464): the tree of policies
/// would grow twelvefold a level.
void put_policies_above(IssuePlan& plan);

}  // namespace guichet::sandbox
