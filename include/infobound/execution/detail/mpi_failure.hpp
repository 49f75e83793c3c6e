// SPDX-License-Identifier: BSL-1.0
// What one rank threw, told to the others.
#pragma once

#include <cstddef>
#include <exception>
#include <infobound/execution/detail/byte_channel.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace infobound::inline v0_1::detail {

/// An exception by its kind, a wrong argument or anything else, and its words.
class mpi_failure {
 public:
  mpi_failure() = default;

  explicit mpi_failure(const std::exception_ptr& thrown) : thrown_(thrown), kind_(other) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::domain_error& error) {
      kind_ = wrong_argument;
      words_ = error.what();
    } catch (const std::exception& error) {
      words_ = error.what();
    } catch (...) {
      words_ = "an exception of an unknown type";
    }
  }

  [[nodiscard]] explicit operator bool() const { return kind_ != none; }

  void write(std::vector<std::byte>& message) const {
    byte_writer write(message);
    write(kind_);
    write.append(std::as_bytes(std::span(words_)));
  }

  [[nodiscard]] static mpi_failure read(std::span<const std::byte> message) {
    mpi_failure result;
    byte_reader read(message);
    read(result.kind_);
    for (const std::byte each : read.rest()) result.words_ += static_cast<char>(each);
    return result;
  }

  /// The exception itself where it was thrown, elsewhere one with the same words.
  [[noreturn]] void raise(const mpi_failure& here) const {
    if (here.thrown_ && here.kind_ == kind_ && here.words_ == words_) std::rethrow_exception(here.thrown_);
    if (thrown_) std::rethrow_exception(thrown_);
    if (kind_ == wrong_argument) throw std::domain_error(words_);
    throw std::runtime_error(words_);
  }

 private:
  static constexpr int none = 0;
  static constexpr int wrong_argument = 1;
  static constexpr int other = 2;

  std::exception_ptr thrown_;
  int kind_ = none;
  std::string words_;
};

}  // namespace infobound::inline v0_1::detail
