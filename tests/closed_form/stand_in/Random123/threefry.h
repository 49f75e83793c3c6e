// SPDX-License-Identifier: BSL-1.0
// Random123 where it does not know the processor, such as WebAssembly.
#error "Random123 refuses this processor"
