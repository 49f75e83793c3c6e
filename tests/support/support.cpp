// SPDX-License-Identifier: BSL-1.0
// The source that the precompiled header is compiled with.
