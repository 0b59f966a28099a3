-- A count has one value, whatever table it is seen in, and what adds up in one table adds up in all: otherwise a reader
-- who subtracts would be protected from numbers that are not there, and not from those that are.
with counts as (

    select * from {{ ref('int_disclosure_counts') }}

),

sums as (

    select * from {{ ref('int_disclosure_sums') }}

)

select cell_id
from counts
where cell_count != largest_cell_count
union all
select sum_id as cell_id
from sums
group by sum_id
having sum(case when is_total then -cell_count else cell_count end) != 0
