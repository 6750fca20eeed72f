// Replaces operator new in the program that links this, to count its uses.
#pragma once

namespace nntrain::test {

long allocations();  // since the program began, by all threads

}  // namespace nntrain::test
