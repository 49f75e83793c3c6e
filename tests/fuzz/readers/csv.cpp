// SPDX-License-Identifier: BSL-1.0
// The table of inputs that examples read.
#include <stdexcept>

#include "../../../examples/support/csv_inputs.hpp"
#include "reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = fuzz::text_of(bytes, size);
  examples::csv_options options;
  options.most_numbers = 1000;
  const char separators[] = {',', ';', '\t', ' '};
  if (size % 2 == 1) options.separator = separators[size / 2 % 4];
  if (size % 3 == 1) options.without = {"2"};
  fuzz::takes_or_refuses<std::runtime_error>([&] {
    auto table = examples::detail::csv_reader("inputs.csv", options).read(text);
    fuzz::require(table.matrix.rows() == table.labels.size() && table.labels.size() > 0, "rows and labels differ");
    fuzz::require(table.matrix.cols() == std::ssize(table.columns) && !table.columns.empty(),
                  "columns and names differ");
    fuzz::require(table.matrix.allFinite() && table.labels.allFinite(), "a number is not finite");
    examples::standardise(table, "inputs.csv");
    fuzz::require(table.matrix.allFinite() && table.labels.allFinite(), "a standardised number is not finite");
    fuzz::require(
        (table.matrix.colwise().squaredNorm().array() / static_cast<double>(table.matrix.rows()) - 1).abs().maxCoeff() <
            1e-9,
        "a column has not mean square 1");
  });
  return 0;
}
