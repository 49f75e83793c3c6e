// SPDX-License-Identifier: BSL-1.0
// A text of a bounded length, in UTF-8.
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace examples {

/// All of a file, or of what comes through a pipe, without a byte order mark.
/// - Throws: std::runtime_error "cannot read inputs.csv: Permission denied"; for what is not text in UTF-8, as far as
///   one can tell by its first bytes and by bytes that are zero; for more than `most` bytes.
inline std::string text_of_file(const std::filesystem::path& file, std::size_t most) {
  const auto refuse = [&](const std::string& reason) {
    throw std::runtime_error("cannot read " + file.string() + ": " + reason);
  };
  const auto last_reason = [] { return std::error_code(errno, std::generic_category()).message(); };
  const auto longer = [&] { refuse("it is longer than " + std::to_string(most) + " bytes"); };
  std::error_code ignored;
  if (const auto size = std::filesystem::file_size(file, ignored); !ignored && size > most) longer();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.string().c_str(), "rb"), &std::fclose);
  if (!in) refuse(last_reason());

  const std::string utf_16 = "it is in UTF-16, and must be in UTF-8: iconv -f UTF-16 -t UTF-8 converts it";
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), in.get())) {
    const std::string_view read(buffer.data(), size);
    const bool first = text.empty();
    if (first && (read.starts_with("\xFF\xFE") || read.starts_with("\xFE\xFF"))) refuse(utf_16);
    if (const std::size_t at = read.find('\0'); at != std::string_view::npos)
      refuse(first && at < 2 && size > 2 && read[1 - at] != '\0' ? utf_16
                                                                 : "it is not text, as it has a byte that is zero");
    text += read;
    if (text.size() > most) longer();
  }
  if (std::ferror(in.get()) != 0) refuse(last_reason());
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

}  // namespace examples
