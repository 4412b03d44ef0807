// journal_golden FOLDER: the bytes of golden.hpp in the present version of each form.
#include <fstream>

#include "golden.hpp"
#include "journal/result_codec.hpp"
#include "journal/submission_codec.hpp"

int main(int argc, char** argv) {
  using namespace ketway;
  if (argc != 2) return 2;
  const auto put = [&](const char* name, const std::string& bytes) {
    std::ofstream(std::string(argv[1]) + '/' + name, std::ios::binary) << bytes;
  };
  put("submission-1", encode_submission(*tests::golden_submission()));
  put("submission-texts-1", encode_submission(*tests::golden_texts()));
  put("submission-sweep-1", encode_submission(*tests::golden_sweep()));
  put("result-1", encode_result(tests::golden_result()).value());
}
