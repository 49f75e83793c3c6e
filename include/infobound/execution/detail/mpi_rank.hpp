// SPDX-License-Identifier: BSL-1.0
// One rank's part of a run: it computes what it is dealt, and consumes all results in the order of blocks.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <infobound/execution/detail/byte_channel.hpp>
#include <infobound/execution/detail/mpi_failure.hpp>
#include <infobound/execution/detail/mpi_mailbox.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Blocks in a row.
struct mpi_deal {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// What is thrown out of a block whose result nobody waits for any more.
struct mpi_abandoned {};

/// What all ranks do.
template <class Inner, class MakeSlot, class Compute, class Consume>
class mpi_rank {
 public:
  using slot = decltype(std::declval<MakeSlot&>()());

  mpi_rank(mpi_mailbox& mailbox, const Inner& inner, MakeSlot& make_slot, Compute& compute, Consume& consume)
      : mailbox_(mailbox), inner_(inner), make_slot_(make_slot), compute_(compute), consume_(consume) {}

 protected:
  using clock = std::chrono::steady_clock;

  /// Computes blocks in a row, and passes what each left in its slot to deliver(block, bytes), in order.
  template <class Between, class Deliver>
  void compute_deal(const mpi_deal& deal, Between between, Deliver deliver) {
    std::size_t next = deal.first;
    const auto main_thread = std::this_thread::get_id();
    inner_.for_each_in_order(
        deal.count, [&] { return lease(*this); },
        [&](lease& in, std::size_t block) {
          compute_(in.get(), deal.first + block, [&] {
            if (over_) throw mpi_abandoned{};
            if (std::this_thread::get_id() == main_thread && clock::now() >= next_look_) {
              between();
              next_look_ = clock::now() + time_between_looks;
            }
          });
        },
        [&](lease& from) {
          std::vector<std::byte> bytes;
          byte_writer write(bytes);
          from.get().transfer(write);
          deliver(next++, std::move(bytes));
          return !over_;
        });
  }

  /// Calls visit(bytes) for each of several results in one letter.
  template <class Visit>
  static void for_each_result(byte_reader& read, Visit visit) {
    while (!read.rest().empty()) {
      std::size_t size = 0;
      read(size);
      visit(read.next(size));
    }
  }

  /// As for_each_result reads it.
  static void append_result(std::vector<std::byte>& letter, std::span<const std::byte> result) {
    byte_writer write(letter);
    write(result.size());
    write.append(result);
  }

  /// Consumes the result of one block.
  [[nodiscard]] bool consume(std::span<const std::byte> result) {
    if (!received_) received_.emplace(make_slot_());
    byte_reader read(result);
    received_->transfer(read);
    return consume_(*received_);
  }

  /// To those who have this rank above them in the tree.
  void forward(mpi_subject subject, const std::vector<std::byte>& text) {
    for (int below = 2 * mailbox_.rank() + 1; below <= 2 * mailbox_.rank() + 2; ++below)
      if (below < mailbox_.ranks()) mailbox_.post(below, subject, text);
  }

  mpi_mailbox& mailbox_;
  std::atomic<bool> over_ = false;

 private:
  static constexpr std::chrono::microseconds time_between_looks{200};

  /// A slot for as long as blocks of one deal are computed in it, then for the next.
  class lease {
   public:
    explicit lease(mpi_rank& from) : from_(&from) {
      const std::lock_guard hold(from.idle_access_);
      if (from.idle_.empty()) {
        slot_ = std::make_unique<slot>(from.make_slot_());
      } else {
        slot_ = std::move(from.idle_.back());
        from.idle_.pop_back();
      }
    }
    lease(lease&& other) noexcept = default;
    lease& operator=(lease&&) = delete;
    ~lease() {
      if (!slot_) return;
      const std::lock_guard hold(from_->idle_access_);
      from_->idle_.push_back(std::move(slot_));
    }

    [[nodiscard]] slot& get() { return *slot_; }

   private:
    mpi_rank* from_;
    std::unique_ptr<slot> slot_;
  };

  const Inner& inner_;
  MakeSlot& make_slot_;
  Compute& compute_;
  Consume& consume_;
  std::mutex idle_access_;
  std::vector<std::unique_ptr<slot>> idle_;
  std::optional<slot> received_;
  clock::time_point next_look_ = clock::now();
};

/// The first rank: deals blocks, to itself as well, and consumes their results as they can be put in order.
template <class Inner, class MakeSlot, class Compute, class Consume>
class mpi_first_rank : mpi_rank<Inner, MakeSlot, Compute, Consume> {
  using base = mpi_rank<Inner, MakeSlot, Compute, Consume>;
  using base::mailbox_, base::over_;

 public:
  using base::base;

  /// - Throws: what a block, on any rank, or consume threw.
  void run(std::size_t blocks) {
    blocks_ = blocks;
    try {
      for (int in_hand = 0; in_hand < deals_in_hand; ++in_hand)
        for (int rank = 1; rank < mailbox_.ranks(); ++rank) deal_to(rank);
      while (!over_) {
        const mpi_deal own = next_deal();
        if (own.count > 0)
          this->compute_deal(
              own, [&] { look(); },
              [&](std::size_t block, std::vector<std::byte> result) { results_.emplace(block, std::move(result)); });
        else if (consumed_ < blocks_)
          handle(mailbox_.wait());
        look();
      }
    } catch (const mpi_abandoned&) {
    } catch (...) {
      if (!failure_) failure_ = mpi_failure(std::current_exception());
    }
    finish();
    if (failure_) failure_.raise(failure_);
  }

 private:
  static constexpr int deals_in_hand = 2;  // one that a rank works on, and one that it has when that is done
  static constexpr std::size_t most_blocks = 64;
  static constexpr std::size_t replay_size = std::size_t{1} << 18U;  // bytes

  /// Less the fewer are left, so that the last are done at one time.
  [[nodiscard]] mpi_deal next_deal() {
    const std::size_t left = blocks_ - dealt_;
    const std::size_t share = left / (4 * static_cast<std::size_t>(mailbox_.ranks()));
    const std::size_t count = (std::min)(left, std::clamp(share, std::size_t{1}, most_blocks));
    const mpi_deal result{dealt_, count};
    dealt_ += count;
    return result;
  }

  void deal_to(int rank) {
    const mpi_deal deal = next_deal();
    if (deal.count == 0) return;
    std::vector<std::byte> text;
    byte_writer write(text);
    write(deal.first);
    write(deal.count);
    mailbox_.post(rank, mpi_subject::deal, std::move(text));
  }

  /// Takes what has come and consumes what is in order.
  void look() {
    while (auto letter = mailbox_.take()) handle(*letter);
    while (!over_ && !results_.empty() && results_.begin()->first == consumed_) {
      const std::vector<std::byte> result = std::move(results_.begin()->second);
      results_.erase(results_.begin());
      ++consumed_;
      this->append_result(replay_, result);
      if (!this->consume(result) || consumed_ == blocks_) over_ = true;
      if (over_ || replay_.size() >= replay_size) {
        this->forward(mpi_subject::replay, replay_);
        replay_.clear();
      }
    }
  }

  void handle(const mpi_letter& letter) {
    if (letter.subject == mpi_subject::farewell) {
      ++farewells_;
    } else if (over_) {
      // Nobody waits for what else comes.
    } else if (letter.subject == mpi_subject::failure) {
      failure_ = mpi_failure::read(letter.text);
      over_ = true;
    } else {
      deal_to(letter.from);
      byte_reader read(letter.text);
      std::size_t block = 0;
      read(block);
      this->for_each_result(read, [&](std::span<const std::byte> bytes) {
        results_.emplace(block++, std::vector<std::byte>(bytes.begin(), bytes.end()));
      });
    }
  }

  /// Ends the run on all ranks, and waits until each has said farewell, so that no letter is left.
  void finish() {
    over_ = true;
    std::vector<std::byte> text;
    failure_.write(text);
    this->forward(mpi_subject::end, text);
    while (farewells_ < mailbox_.ranks() - 1) handle(mailbox_.wait());
    for (int rank = 1; rank < mailbox_.ranks(); ++rank) mailbox_.post(rank, mpi_subject::farewell, {});
    mailbox_.settle();
  }

  std::size_t blocks_ = 0;
  std::size_t dealt_ = 0;
  std::size_t consumed_ = 0;
  std::map<std::size_t, std::vector<std::byte>> results_;  // that wait for an earlier one
  std::vector<std::byte> replay_;
  mpi_failure failure_;
  int farewells_ = 0;
};

/// Any other rank: computes what it is dealt, and consumes what the first rank did.
template <class Inner, class MakeSlot, class Compute, class Consume>
class mpi_other_rank : mpi_rank<Inner, MakeSlot, Compute, Consume> {
  using base = mpi_rank<Inner, MakeSlot, Compute, Consume>;
  using base::mailbox_, base::over_;

 public:
  using base::base;

  /// - Throws: what a block, on any rank, or consume of the first rank threw.
  void run() {
    while (!over_) {
      if (deals_.empty())
        handle(mailbox_.wait());
      else
        work();
      look();
    }
    mailbox_.post(0, mpi_subject::farewell, {});
    while (mailbox_.wait().subject != mpi_subject::farewell) {
    }
    mailbox_.settle();
    if (failure_) failure_.raise(own_failure_);
    if (lost_) std::rethrow_exception(lost_);
  }

 private:
  void work() {
    const mpi_deal deal = deals_.front();
    deals_.pop_front();
    std::vector<std::byte> results;
    byte_writer write(results);
    write(deal.first);
    try {
      this->compute_deal(
          deal, [&] { look(); },
          [&](std::size_t, const std::vector<std::byte>& result) { this->append_result(results, result); });
      if (!over_) mailbox_.post(0, mpi_subject::results, std::move(results));
    } catch (const mpi_abandoned&) {
    } catch (...) {
      own_failure_ = mpi_failure(std::current_exception());
      std::vector<std::byte> text;
      own_failure_.write(text);
      mailbox_.post(0, mpi_subject::failure, std::move(text));
    }
  }

  void look() {
    while (!over_) {
      const auto letter = mailbox_.take();
      if (!letter) return;
      handle(*letter);
    }
  }

  void handle(const mpi_letter& letter) {
    byte_reader read(letter.text);
    if (letter.subject == mpi_subject::deal) {
      mpi_deal deal;
      read(deal.first);
      read(deal.count);
      deals_.push_back(deal);
    } else if (letter.subject == mpi_subject::replay) {
      this->forward(letter.subject, letter.text);
      if (!lost_) replay(read);
    } else {
      this->forward(letter.subject, letter.text);
      failure_ = mpi_failure::read(letter.text);
      over_ = true;
    }
  }

  /// What fails here alone is thrown when all are at the end, as they wait for this rank's farewell.
  void replay(byte_reader& read) {
    try {
      this->for_each_result(read, [&](std::span<const std::byte> result) { static_cast<void>(this->consume(result)); });
    } catch (...) {
      lost_ = std::current_exception();
    }
  }

  std::deque<mpi_deal> deals_;
  std::exception_ptr lost_;  // what kept this rank from consuming
  mpi_failure own_failure_;
  mpi_failure failure_;
};

}  // namespace infobound::inline v0_1::detail
