# SPDX-License-Identifier: BSL-1.0
# cmake -D PROGRAM=<how_fast_can_anyone_learn> -D DIRECTORY=<scratch> -P command_line.cmake
# Bad input is told in one sentence with exit code 1 and leaves no file behind; good input leaves the files asked for.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY}/results)

function(check_files)
  file(GLOB left RELATIVE ${DIRECTORY}/results LIST_DIRECTORIES true ${DIRECTORY}/results/* ${DIRECTORY}/results/.*)
  list(REMOVE_ITEM left . ..)
  list(SORT left)
  if(NOT left STREQUAL "${ARGN}")
    message(SEND_ERROR "results has ${left}, and should have ${ARGN}")
  endif()
endfunction()

function(run)
  execute_process(COMMAND ${PROGRAM} ${ARGN} WORKING_DIRECTORY ${DIRECTORY}/results OUTPUT_VARIABLE printed
                  ERROR_VARIABLE said RESULT_VARIABLE code)
  return(PROPAGATE printed said code)
endfunction()

# The program run with these arguments says this sentence, and nothing else.
function(refused sentence)
  run(${ARGN})
  if(NOT code STREQUAL 1 OR NOT said STREQUAL "how_fast_can_anyone_learn: ${sentence}\n" OR NOT printed STREQUAL "")
    message(SEND_ERROR "${ARGN}: exit code ${code}, \"${printed}\" and \"${said}\" where \"${sentence}\" was to be said")
  endif()
  check_files()
endfunction()

# A file of this text as inputs makes the program say that it is wrong there.
function(refused_file text sentence)
  file(WRITE ${DIRECTORY}/inputs.csv "${text}")
  refused("../inputs.csv, ${sentence}" --inputs ../inputs.csv)
endfunction()

# Files

refused("cannot read missing.csv: No such file or directory" --inputs missing.csv)
refused("cannot read .: Is a directory" --inputs .)
refused_file("" "line 1: the file is empty, and needs a line of column names and rows of numbers")
refused_file("age,bmi,y\n" "line 1: no rows follow the names of the columns")
refused_file("1,2,3\n4,5,6\n" "line 1: numbers stand where the names of the columns should")
refused_file("age,bmi,y\n1,2,3\n4,5\n" "line 3: 2 cells where there are 3 columns")
refused_file("age,bmi,y\n1,2,3\n4,5,6,7\n" "line 3: 4 cells where there are 3 columns")
refused_file("age,bmi,y\r\n1,2,3\r\n4,old,6\r\n" "line 3, column 'bmi': 'old' is not a number")
refused_file("age,bmi,y\n1,2,3\n4,5x,6\n" "line 3, column 'bmi': '5x' is not a number")
refused_file("age,bmi,y\n1,,3\n4,5,6\n" "line 2, column 'bmi': the cell is empty, and must be a number")
refused_file("age,bmi,y\n1,NaN,3\n4,5,6\n" "line 2, column 'bmi': 'NaN' is not a finite number")
refused_file("age,bmi,y\n1,2,inf\n4,5,6\n" "line 2, column 'y': 'inf' is not a finite number")
refused_file("age,bmi,y\n1,2,3\n4,2,6\n"
             "lines 2 to 3, column 'bmi': the column is constant, and cannot be brought to mean square 1")

file(WRITE ${DIRECTORY}/inputs.csv "age,bmi,y\n1,2,3\n4,5,6\n")
refused("../inputs.csv, line 1: no column is called 'weight'" --inputs ../inputs.csv --label weight)
refused("cannot write missing/results: there is no directory missing" --inputs ../inputs.csv --output missing/results)

# Options

refused("linear_regression.noise_variance = -1, must be > 0 and finite" --noise-variance -1)
refused("linear_regression.dimension = 0, must be >= 1" --dimension 0)
refused("epsilon = 0, must be > 0 and finite" --epsilon 0)
refused("epsilon = nan, must be > 0 and finite" --epsilon nan)
refused("horizon = 0, must be >= 1" --horizon 0)
refused("horizon = -5, must be >= 1" --horizon -5)
refused("replicates = 1, must be >= 2" --replicates 1)
refused("beta_bernoulli.alpha = -1, must be > 0 and finite" --process beta_bernoulli --alpha -1)
refused("the policy marchenko_pastur does not apply to this process: Bernoulli, θ ~ Beta(1, 1)" --process beta_bernoulli
        --policy marchenko_pastur)

# What CLI11 refuses has CLI11's codes.
foreach(arguments "--process;magic" "--process;linear_regression;--alpha;2" "--unknown" "--label;age" "--seed;-1")
  run(${arguments})
  if(NOT code GREATER 100 OR said STREQUAL "")
    message(SEND_ERROR "${arguments}: exit code ${code}, \"${said}\"")
  endif()
  check_files()
endforeach()

# Good input

# Lines that end as on Windows; the file has enough rows for the target.
file(WRITE ${DIRECTORY}/inputs.csv "age,bmi,y\r\n1,2,3\r\n4,5,6\r\n2,9,1\r\n")
run(--inputs ../inputs.csv --epsilon 0.5 --format csv,json --date today)
if(NOT code STREQUAL 0 OR NOT said STREQUAL "" OR NOT printed MATCHES "How many observations must anyone see")
  message(SEND_ERROR "inputs.csv: exit code ${code}, \"${printed}\" and \"${said}\"")
endif()
check_files(how_fast_can_anyone_learn.csv how_fast_can_anyone_learn.json)
file(READ ${DIRECTORY}/results/how_fast_can_anyone_learn.json json)
foreach(expected "today" "closed_form" "nats" "completed")
  string(FIND "${json}" "\"${expected}\"" found)
  if(found EQUAL -1)
    message(SEND_ERROR "how_fast_can_anyone_learn.json does not say ${expected}")
  endif()
endforeach()
string(JSON measured GET "${json}" measured)
if(NOT measured EQUAL 3)
  message(SEND_ERROR "how_fast_can_anyone_learn.json has measured = ${measured}")
endif()
file(REMOVE_RECURSE ${DIRECTORY}/results)
file(MAKE_DIRECTORY ${DIRECTORY}/results)

# Every process and policy has an answer.
foreach(process linear_regression gaussian_mean beta_bernoulli dirichlet_categorical gamma_poisson finite_process)
  foreach(policy automatic closed_form conjugate)
    run(--process ${process} --policy ${policy} --replicates 20 --horizon 20 --epsilon 0.1 --format none --quiet)
    if(NOT code STREQUAL 0 OR NOT said STREQUAL "" OR NOT printed MATCHES "^How many observations ")
      message(SEND_ERROR "${process}, ${policy}: exit code ${code}, \"${printed}\" and \"${said}\"")
    endif()
  endforeach()
endforeach()
check_files()

# The default: the patients do not suffice. Where gnuplot is not on the PATH, data and script are written all the same.
set(ENV{PATH} ${DIRECTORY})
run(--output patients)
foreach(expected "More than the 442 measured" "0.04317 nats" "it takes 2785" "gnuplot is not installed")
  string(REGEX REPLACE "[ \n]+" " " line "${printed}")
  string(FIND "${line}" "${expected}" found)
  if(NOT code STREQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "the default: exit code ${code}, and nothing of \"${expected}\" in \"${printed}\"")
  endif()
endforeach()
check_files(patients.csv patients.dat patients.gp patients.json)
