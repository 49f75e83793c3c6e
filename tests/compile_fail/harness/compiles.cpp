// expect: a sentence that no compiler says
// SPDX-License-Identifier: BSL-1.0
// The harness must fail on this: it compiles.

int main() {}
